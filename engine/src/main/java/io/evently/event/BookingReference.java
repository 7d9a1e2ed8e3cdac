package io.evently.event;

import java.nio.ByteBuffer;
import java.time.LocalDate;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * The name of a booking that people read out: {@code EVT}, the UTC date it was made, and 12 Crockford base32 characters
 * of SHA-256 of its id. Recomputable from id and time, so it is stored nowhere but in the tables (findings, #8).
 */
public final class BookingReference {

    private static final char[] CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ".toCharArray();
    /** Microseconds. */
    private static final long DAY = 86_400_000_000L;

    /** 12 characters of 5 bits: the first 60 bits of the digest. */
    private static final int CHARACTERS = 12;

    private static final Pattern FORM = Pattern.compile("EVT[0-9]{8}[0-9A-HJKMNP-TV-Z]{12}");

    /** With a hyphen or a space between any two characters. */
    private static final int LONGEST_WRITTEN = 45;

    private BookingReference() {}

    /**
     * The reference that somebody read from paper: in any case, with hyphens or spaces, O for 0, I or L for 1, as Crockford
     * has it.
     *
     * @return empty if it is none
     */
    public static Optional<String> read(String written) {
        if (written.length() > LONGEST_WRITTEN) {
            return Optional.empty();
        }
        StringBuilder reference = new StringBuilder(23);
        for (int i = 0; i < written.length(); i++) {
            char c = written.charAt(i);
            char capital = c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c;
            switch (capital) {
                case '-', ' ' -> {}
                case 'O' -> reference.append('0');
                case 'I', 'L' -> reference.append('1');
                default -> reference.append(capital);
            }
        }
        return Optional.of(reference.toString())
                .filter(text -> FORM.matcher(text).matches());
    }

    /** The reference of booking {@code id} made at {@code createdAt} (microseconds): 23 characters. */
    public static String of(UUID id, long createdAt) {
        byte[] bytes = ByteBuffer.allocate(16)
                .putLong(id.getMostSignificantBits())
                .putLong(id.getLeastSignificantBits())
                .array();
        long bits = ByteBuffer.wrap(KeyHash.sha256(bytes)).getLong();
        StringBuilder reference = new StringBuilder(23).append("EVT");
        appendDate(reference, LocalDate.ofEpochDay(Math.floorDiv(createdAt, DAY)));
        for (int i = 0; i < CHARACTERS; i++) {
            reference.append(CROCKFORD[(int) (bits >>> (59 - 5 * i)) & 31]);
        }
        return reference.toString();
    }

    /** By hand: a formatter takes longer than all the rest. */
    private static void appendDate(StringBuilder reference, LocalDate date) {
        reference.append(date.getYear() * 10_000 + date.getMonthValue() * 100 + date.getDayOfMonth());
    }
}
