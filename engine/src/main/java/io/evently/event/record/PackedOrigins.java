package io.evently.event.record;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.evently.event.Origin;
import io.evently.event.OriginRun;
import io.evently.record.Codec;
import io.evently.record.NewerRecordException;
import io.evently.record.RecordReader;
import io.evently.record.RecordWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * Origins as bytes: 9 for a booking, whose request's id Evently made. For each run
 *
 * <ul>
 *   <li>a byte: 3 bits of role (0: unknown, else its place and 1), 2 bits for the form of the id (none, 8 bytes, text),
 *       3 bits for the number of facts, 0 if it follows;
 *   <li>the number of facts in 4 bytes, if there are more than 7;
 *   <li>the id: the 8 bytes that Evently's own ids have as 16 digits; or a byte of length and as many of text.
 * </ul>
 */
public final class PackedOrigins {

    /** Of a commit; absent reads as none. */
    static final Codec<List<OriginRun>> RUNS = Codec.of(PackedOrigins::write, PackedOrigins::read);

    /** Of a message or a user's fact; absent reads as unknown. */
    public static final Codec<Origin> ONE = RUNS.as(
            runs -> runs.isEmpty() ? Origin.UNKNOWN : runs.get(0).origin(),
            origin -> origin == null || origin.equals(Origin.UNKNOWN) ? List.of() : List.of(new OriginRun(1, origin)));

    private static final int ROLE = 7;
    private static final int FORM = 3;
    private static final int EIGHT_BYTES = 1;
    private static final int TEXT = 2;
    private static final int MOST_IN_A_BYTE = 7;
    private static final int DIGITS = 16;
    private static final int LONGEST_RUN = 1 + Integer.BYTES + 1 + Origin.LONGEST;

    private static final Origin.Role[] ROLES = Origin.Role.values();

    private PackedOrigins() {}

    private static void write(RecordWriter out, List<OriginRun> runs) {
        if (runs.isEmpty()) {
            out.absent();
            return;
        }
        ByteBuffer bytes = ByteBuffer.allocate(runs.size() * LONGEST_RUN);
        for (OriginRun run : runs) {
            write(bytes, run);
        }
        byte[] packed = new byte[bytes.position()];
        bytes.flip().get(packed);
        out.bytes(packed);
    }

    @SuppressWarnings("EnumOrdinal") // new ones come last: Origin.Role
    private static void write(ByteBuffer bytes, OriginRun run) {
        Origin origin = run.origin();
        String id = origin.requestId();
        long own = ownId(id);
        int role = origin.role() == null ? 0 : 1 + origin.role().ordinal();
        int form = id == null ? 0 : own != 0 ? EIGHT_BYTES : TEXT;
        boolean fits = run.facts() <= MOST_IN_A_BYTE;
        bytes.put((byte) (role | form << 3 | (fits ? run.facts() : 0) << 5));
        if (!fits) {
            bytes.putInt(run.facts());
        }
        if (form == EIGHT_BYTES) {
            bytes.putLong(own);
        } else if (form == TEXT) {
            byte[] text = id.getBytes(US_ASCII);
            bytes.put((byte) text.length).put(text);
        }
    }

    /** The number whose 16 hexadecimal digits it is; 0: another id. */
    private static long ownId(String id) {
        if (id == null || id.length() != DIGITS || id.charAt(0) < '8') {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < DIGITS; i++) {
            char c = id.charAt(i);
            int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
            if (digit < 0) {
                return 0;
            }
            number = number << 4 | digit;
        }
        return number;
    }

    private static List<OriginRun> read(RecordReader in) {
        byte[] packed = in.bytes();
        if (packed == null) {
            return List.of();
        }
        List<OriginRun> runs = new ArrayList<>();
        ByteBuffer bytes = ByteBuffer.wrap(packed);
        try {
            while (bytes.hasRemaining()) {
                runs.add(read(bytes));
            }
        } catch (NewerRecordException newer) {
            throw newer;
        } catch (RuntimeException damaged) {
            throw new UncheckedIOException(new IOException("these are no origins", damaged));
        }
        return runs;
    }

    private static OriginRun read(ByteBuffer bytes) {
        int head = bytes.get() & 0xff;
        int inAByte = head >> 5;
        int facts = inAByte == 0 ? bytes.getInt() : inAByte;
        if (facts < 1) {
            throw new IllegalStateException("no facts");
        }
        int number = head & ROLE;
        if (number > ROLES.length) {
            throw new NewerRecordException("role " + number);
        }
        Origin.Role role = number == 0 ? null : ROLES[number - 1];
        String id =
                switch (head >> 3 & FORM) {
                    case 0 -> null;
                    case EIGHT_BYTES -> Long.toHexString(bytes.getLong());
                    case TEXT -> {
                        byte[] text = new byte[bytes.get()];
                        bytes.get(text);
                        yield new String(text, US_ASCII);
                    }
                    default -> throw new IllegalStateException("no form of an id");
                };
        return new OriginRun(facts, new Origin(id, role));
    }
}
