package io.evently.sql;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.UUID;

/**
 * Rows in the binary format of {@code COPY}: each value as PostgreSQL's own type sends it, so that no text is made here
 * and none is read there. Numbers are big-endian; before each value stands its length, -1 for null.
 */
final class BinaryRows {

    /** What every such file begins with: signature, no flags, no extension. */
    private static final byte[] HEADER = "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0".getBytes(ISO_8859_1);

    private static final int NULL = -1;

    /** Microseconds from 1970, where ours begin, to 2000, where PostgreSQL's do. */
    private static final long EPOCH = 946_684_800_000_000L;

    /** A digit of {@code numeric} is four decimal ones. */
    private static final int DIGIT = 10_000;

    /** {@code numeric}'s mark of what is below zero. */
    private static final int NEGATIVE = 0x4000;

    private static final byte JSONB_VERSION = 1;

    /** Enough for any number. */
    private static final int LONGEST_NUMBER = 32;

    private ByteBuffer bytes;

    /** @param expected bytes; more come if they are needed */
    BinaryRows(int expected) {
        bytes = ByteBuffer.allocate(Math.max(expected, HEADER.length)).put(HEADER);
    }

    /** Begins a row of so many values, which follow. */
    void row(int values) {
        room(Short.BYTES).putShort((short) values);
    }

    /** Ends the last row; what {@link #array} then holds up to {@link #length} is complete. */
    void end() {
        room(Short.BYTES).putShort((short) -1);
    }

    byte[] array() {
        return bytes.array();
    }

    int length() {
        return bytes.position();
    }

    /** @param id null stays null */
    void uuid(UUID id) {
        if (id == null) {
            length(NULL);
        } else {
            length(2 * Long.BYTES);
            bytes.putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        }
    }

    /** @param text null stays null; also the label of an enum */
    void text(String text) {
        if (text == null) {
            length(NULL);
        } else {
            byte[] utf8 = text.getBytes(UTF_8);
            length(utf8.length);
            room(utf8.length).put(utf8);
        }
    }

    /** @param value null stays null */
    void bytes(byte[] value) {
        if (value == null) {
            length(NULL);
        } else {
            length(value.length);
            room(value.length).put(value);
        }
    }

    /**
     * The text of a JSON value behind the format's version.
     *
     * @param json null stays null
     */
    void jsonb(String json) {
        if (json == null) {
            length(NULL);
        } else {
            byte[] utf8 = json.getBytes(UTF_8);
            length(1 + utf8.length);
            room(1 + utf8.length).put(JSONB_VERSION).put(utf8);
        }
    }

    void int2(int value) {
        length(Short.BYTES);
        bytes.putShort((short) value);
    }

    void int4(int value) {
        length(Integer.BYTES);
        bytes.putInt(value);
    }

    void int8(long value) {
        length(Long.BYTES);
        bytes.putLong(value);
    }

    /** A timestamp. */
    void micros(long since1970) {
        int8(since1970 - EPOCH);
    }

    /** A timestamp; 0: null. */
    void microsOrNull(long since1970) {
        if (since1970 == 0) {
            length(NULL);
        } else {
            micros(since1970);
        }
    }

    /**
     * A {@code numeric} with two decimals: how many digits, the place of the first, sign, decimals, then the digits, all
     * of two bytes.
     */
    void cents(long cents) {
        long whole = Math.abs(cents / 100);
        int digits = 1;
        for (long rest = whole; rest >= DIGIT; rest /= DIGIT) {
            digits++;
        }
        length((4 + digits + 1) * Short.BYTES);
        bytes.putShort((short) (digits + 1));
        bytes.putShort((short) (digits - 1));
        bytes.putShort((short) (cents < 0 ? NEGATIVE : 0));
        bytes.putShort((short) 2);
        int first = bytes.position();
        for (int place = digits - 1; place >= 0; place--) {
            bytes.putShort(first + place * Short.BYTES, (short) (whole % DIGIT));
            whole /= DIGIT;
        }
        bytes.position(first + digits * Short.BYTES);
        bytes.putShort((short) (Math.abs(cents % 100) * (DIGIT / 100)));
    }

    /** With room behind it for any number. */
    private void length(int length) {
        room(Integer.BYTES + LONGEST_NUMBER).putInt(length);
    }

    private ByteBuffer room(int length) {
        if (bytes.remaining() < length) {
            ByteBuffer more = ByteBuffer.allocate(2 * bytes.capacity() + length);
            bytes = more.put(bytes.flip());
        }
        return bytes;
    }
}
