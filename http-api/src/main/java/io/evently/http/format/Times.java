package io.evently.http.format;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;

/** Times as clients see them: ISO-8601. */
public final class Times {

    /** Year 9999: what PostgreSQL, JavaScript and every client's date picker still agree on. */
    public static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999999Z");

    private static final DateTimeFormatter SIX_DIGITS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter(Locale.ROOT);

    private Times() {}

    /** ISO-8601 in UTC, always with six digits of a second: texts of one length, in the order of time. */
    public static String format(Instant time) {
        return SIX_DIGITS.format(time);
    }

    /**
     * The time, cut to microseconds.
     *
     * @return empty unless the text is an ISO-8601 date and time with an offset ({@code Z} or {@code +02:00}) between
     *     1970 and 9999; a time without an offset could be any of 38 moments
     */
    public static Optional<Instant> parse(String text) {
        try {
            Instant time = OffsetDateTime.parse(text).toInstant().truncatedTo(ChronoUnit.MICROS);
            boolean inRange = !time.isBefore(Instant.EPOCH) && !time.isAfter(LATEST);
            return inRange ? Optional.of(time) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
