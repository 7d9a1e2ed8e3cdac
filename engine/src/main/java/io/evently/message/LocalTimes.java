package io.evently.message;

import io.evently.event.Details;
import java.text.Bidi;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;

/** Times as people read them: in the zone of the event and the language of the text. */
public final class LocalTimes {

    /** Keeps a bracket at the end of right-to-left text at the side of what it closes. */
    private static final char LEFT_TO_RIGHT_MARK = '\u200e';

    private LocalTimes() {}

    /**
     * Such as {@code Saturday, 6 June 2099, 19:30 CEST (Europe/Berlin)}, to the minute. English of no country is as most of
     * the world writes it.
     *
     * @param zone an IANA id; UTC stands in for one that this JVM does not know, and for null
     */
    public static String text(Instant time, String zone, Locale language) {
        ZonedDateTime local = time.atZone(zoneOf(zone));
        Locale locale = language.equals(Locale.ENGLISH) ? Locale.UK : language;
        String dateAndTime = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.FULL, FormatStyle.SHORT)
                .withLocale(locale)
                .format(local);
        String shortZone = DateTimeFormatter.ofPattern("zzz", locale).format(local);
        String id = local.getZone().getId();
        String text = dateAndTime + " " + (id.equals(shortZone) ? id : shortZone + " (" + id + ")");
        return isRightToLeft(text) ? text + LEFT_TO_RIGHT_MARK : text;
    }

    private static ZoneId zoneOf(String id) {
        try {
            return ZoneId.of(id == null ? Details.UTC : id);
        } catch (DateTimeException unknown) {
            // A newer Evently, or one on a newer JVM, may know it: a message in UTC is better than none.
            return ZoneId.of(Details.UTC);
        }
    }

    private static boolean isRightToLeft(String text) {
        return !new Bidi(text, Bidi.DIRECTION_DEFAULT_LEFT_TO_RIGHT).baseIsLeftToRight();
    }
}
