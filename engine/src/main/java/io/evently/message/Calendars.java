package io.evently.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import biweekly.ICalVersion;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.io.text.ICalWriter;
import biweekly.parameter.ParticipationLevel;
import biweekly.parameter.ParticipationStatus;
import biweekly.property.Attendee;
import biweekly.property.Method;
import biweekly.property.Organizer;
import biweekly.property.Status;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

/**
 * A booking as an entry of its owner's calendar (RFC 5545, RFC 5546). All messages about one booking have one UID, so a
 * changed date moves the entry and a cancellation takes it away. The same input gives the same bytes.
 *
 * <p>The start is in UTC: the date of an event is a moment, and every calendar shows a moment in the zone of whoever looks.
 * The entry has no end, since nobody says when an event ends; RFC 5545 allows that.
 */
public final class Calendars {

    private static final String PRODUCT = "-//Evently//Evently//EN";

    /** Not the domain of the sender, which may change while the booking stays. */
    private static final String UID_DOMAIN = "@evently";

    /** RFC 5545 has 31 bits for a sequence: seconds counted from here leave a billion facts until 2056. */
    private static final long SEQUENCE_EPOCH =
            Instant.parse("2020-01-01T00:00:00Z").getEpochSecond();

    /** Octets of a line without its end, by RFC 5545. */
    private static final int LONGEST_LINE = 75;

    /** Line breaks are kept where a text may have several lines; what reverses or hides text is kept nowhere. */
    private static final Pattern INVISIBLE =
            Pattern.compile("[\\p{Cc}&&[^\n]]|[\u202a-\u202e\u2066-\u2069\u2028\u2029]");

    private Calendars() {}

    /**
     * Who takes part.
     *
     * @param name as a calendar shows it; null: none
     * @param address of their mailbox
     */
    public record Party(String name, String address) {}

    /**
     * What is attached to a mail.
     *
     * @param calendar {@code text/calendar; charset=utf-8}
     * @param method {@code REQUEST} or {@code CANCEL}, which the content type repeats
     */
    @SuppressWarnings("ArrayRecordComponent") // on its way into a mail, never compared
    public record Attachment(byte[] calendar, String method) {}

    /**
     * The attachment of a message; empty if its cause is none for a calendar, or its variables have no booking.
     *
     * @param variables by {@link Variable#word()}, as they are stored
     * @param at the time of what the message tells of, microseconds
     * @param factNo of the event's facts, the one it tells of: a later one replaces an earlier one, also within a second
     * @param description what the entry says, lines of plain text; null: nothing
     * @param organizer who sends
     * @param attendee whose booking it is
     */
    public static Optional<Attachment> of(
            Cause cause,
            Map<String, String> variables,
            long at,
            long factNo,
            String description,
            Party organizer,
            Party attendee) {
        Optional<Method> method = method(cause);
        String bookingId = variables.get(Variable.BOOKING_ID.word());
        Optional<Instant> start = time(variables.get(Variable.EVENT_DATE.word()));
        if (method.isEmpty() || bookingId == null || start.isEmpty()) {
            return Optional.empty();
        }
        boolean cancels = method.get().isCancel();
        VEvent entry = new VEvent();
        entry.setUid(line(bookingId) + UID_DOMAIN);
        entry.setDateTimeStamp(date(at));
        entry.setSequence(sequence(at, factNo));
        entry.setDateStart(Date.from(start.get()), true);
        entry.setSummary(line(variables.getOrDefault(Variable.EVENT_NAME.word(), "")));
        entry.setLocation(line(variables.getOrDefault(Variable.VENUE.word(), "")));
        entry.setStatus(cancels ? Status.cancelled() : Status.confirmed());
        if (description != null) {
            entry.setDescription(lines(description));
        }
        entry.setOrganizer(organizer(organizer));
        entry.addAttendee(attendee(attendee));
        ICalendar calendar = new ICalendar();
        calendar.setProductId(PRODUCT);
        calendar.setMethod(method.get());
        calendar.addEvent(entry);
        return Optional.of(new Attachment(bytes(calendar), method.get().getValue()));
    }

    private static Optional<Method> method(Cause cause) {
        return switch (cause) {
            case BOOKING_CONFIRMED, DATE_CHANGED, VENUE_CHANGED -> Optional.of(Method.request());
            case BOOKING_CANCELLED, EVENT_CANCELLED -> Optional.of(Method.cancel());
            case WELCOME,
                    ADDRESS_CHANGED,
                    ADDRESS_LEFT,
                    PASSWORD_RESET,
                    PASSWORD_CHANGED,
                    HOLD_ENDING,
                    PRICE_CHANGED,
                    WAITLIST_JOINED,
                    PROMOTED,
                    PROMOTION_ENDING,
                    PROMOTION_EXPIRED -> Optional.empty();
        };
    }

    private static Optional<Instant> time(String iso) {
        try {
            return Optional.ofNullable(iso).map(Instant::parse).filter(Calendars::hasFourDigits);
        } catch (DateTimeParseException unreadable) {
            return Optional.empty();
        }
    }

    /** A calendar has no other years. */
    private static boolean hasFourDigits(Instant time) {
        int year = time.atOffset(ZoneOffset.UTC).getYear();
        return year >= 1 && year <= 9999;
    }

    private static Date date(long micros) {
        return Date.from(Instant.ofEpochSecond(TimeUnit.MICROSECONDS.toSeconds(micros)));
    }

    /**
     * Seconds and facts. Neither goes back from one commit of an event to the next, and each fact has a number of its own: so
     * what an event tells of later has the larger sum, and the sum is larger than the seconds alone, which were the sequence
     * before. Were it the number alone, an event that was restored from before would tell calendars nothing for long.
     */
    private static int sequence(long at, long factNo) {
        long seconds = TimeUnit.MICROSECONDS.toSeconds(at) - SEQUENCE_EPOCH;
        return (int) Math.max(0, Math.min(Integer.MAX_VALUE, seconds + factNo));
    }

    private static Organizer organizer(Party party) {
        Organizer organizer = new Organizer(name(party), null);
        organizer.setUri(mailto(party.address()));
        return organizer;
    }

    /** Whoever booked comes: nobody has to answer. */
    private static Attendee attendee(Party party) {
        Attendee attendee = new Attendee(name(party), null);
        attendee.setUri(mailto(party.address()));
        attendee.setParticipationLevel(ParticipationLevel.REQUIRED);
        attendee.setParticipationStatus(ParticipationStatus.ACCEPTED);
        attendee.setRsvp(false);
        return attendee;
    }

    /** A parameter cannot hold a quotation mark, and RFC 6868 has {@code ^n} stand for the end of a line. */
    private static String name(Party party) {
        return party.name() == null
                ? null
                : line(party.name()).replace('"', '\'').replace('^', ' ');
    }

    /** What would end the address, or the line, is written in percent. */
    private static String mailto(String address) {
        StringBuilder uri = new StringBuilder("mailto:");
        for (byte octet : address.getBytes(UTF_8)) {
            boolean stands = octet > ' ' && octet < 0x7f && "\"%<>?#&,;:\\[]^`{|}".indexOf(octet) < 0;
            uri.append(stands ? String.valueOf((char) octet) : "%%%02X".formatted(octet));
        }
        return uri.toString();
    }

    private static String line(String text) {
        return lines(text).replace('\n', ' ');
    }

    private static String lines(String text) {
        return INVISIBLE.matcher(text.replace("\r\n", "\n").replace('\r', '\n')).replaceAll("");
    }

    private static byte[] bytes(ICalendar calendar) {
        StringWriter text = new StringWriter();
        try (ICalWriter writer = new ICalWriter(text, ICalVersion.V2_0)) {
            // It counts characters, the standard counts octets.
            writer.getVObjectWriter().getFoldedLineWriter().setLineLength(null);
            writer.write(calendar);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return folded(text.toString());
    }

    private static byte[] folded(String text) {
        ByteArrayOutputStream folded = new ByteArrayOutputStream(text.length() + 64);
        int inLine = 0;
        for (int i = 0; i < text.length(); i += Character.charCount(text.codePointAt(i))) {
            byte[] character = Character.toString(text.codePointAt(i)).getBytes(UTF_8);
            boolean isContent = character[0] != '\r' && character[0] != '\n';
            if (isContent && inLine + character.length > LONGEST_LINE) {
                folded.writeBytes(new byte[] {'\r', '\n', ' '});
                inLine = 1;
            }
            folded.writeBytes(character);
            inLine = isContent ? inLine + character.length : 0;
        }
        return folded.toByteArray();
    }
}
