package io.evently.attempt;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * A client's address as two numbers: the 16 bytes of IPv6, or IPv4 mapped into them. {@code ::}, which no client can
 * have, stands for an unknown one. Without the interface that a link-local address may name.
 */
record AttemptAddress(long high, long low) {

    static final AttemptAddress UNKNOWN = new AttemptAddress(0, 0);

    /** Of {@code ::ffff:0:0/96}: what is behind it is IPv4. */
    private static final long MAPPED = 0xffff_0000_0000L;

    private static final int GROUPS = 8;

    /** @param address null: unknown */
    static AttemptAddress of(InetAddress address) {
        return address == null ? UNKNOWN : of(address.getAddress());
    }

    /** @param bytes 4, 16, or none */
    static AttemptAddress of(byte[] bytes) {
        return switch (bytes.length) {
            case 0 -> UNKNOWN;
            case 4 -> new AttemptAddress(0, MAPPED | number(bytes, 0, 4));
            default -> new AttemptAddress(number(bytes, 0, 8), number(bytes, 8, 16));
        };
    }

    /**
     * An address as PostgreSQL's {@code host} writes it; no name server is asked.
     *
     * @param text null: unknown
     */
    static AttemptAddress of(String text) {
        try {
            return text == null ? UNKNOWN : of(InetAddress.getByName(text));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException("a column of addresses holds none", impossible);
        }
    }

    private static long number(byte[] bytes, int from, int to) {
        long number = 0;
        for (int i = from; i < to; i++) {
            number = (number << 8) | (bytes[i] & 0xff);
        }
        return number;
    }

    boolean isKnown() {
        return high != 0 || low != 0;
    }

    private boolean isMapped() {
        return high == 0 && (low & ~0xffff_ffffL) == MAPPED;
    }

    /** 4 of IPv4, 16 of IPv6, none if it is unknown. */
    byte[] bytes() {
        byte[] bytes = new byte[!isKnown() ? 0 : isMapped() ? 4 : 16];
        for (int i = 0; i < bytes.length; i++) {
            int fromTheEnd = bytes.length - 1 - i;
            bytes[i] = (byte) (fromTheEnd < 8 ? low >>> (8 * fromTheEnd) : high >>> (8 * (fromTheEnd - 8)));
        }
        return bytes;
    }

    /** As PostgreSQL shows it; IPv6 by RFC 5952: the longest run of zeros is left out. Null: unknown. */
    String text() {
        if (!isKnown()) {
            return null;
        }
        if (isMapped()) {
            return "%d.%d.%d.%d".formatted((low >>> 24) & 0xff, (low >>> 16) & 0xff, (low >>> 8) & 0xff, low & 0xff);
        }
        int run = 0;
        int runBegins = GROUPS;
        for (int from = 0; from < GROUPS; from++) {
            int to = from;
            while (to < GROUPS && group(to) == 0) {
                to++;
            }
            if (to - from > Math.max(run, 1)) {
                run = to - from;
                runBegins = from;
            }
        }
        return joined(0, runBegins) + (run == 0 ? "" : "::") + joined(runBegins + run, GROUPS);
    }

    private String joined(int from, int to) {
        StringBuilder text = new StringBuilder();
        for (int i = from; i < to; i++) {
            text.append(i == from ? "" : ":").append(Long.toHexString(group(i)));
        }
        return text.toString();
    }

    private long group(int number) {
        long half = number < GROUPS / 2 ? high : low;
        return (half >>> (16 * (3 - number % 4))) & 0xffff;
    }

    /** Without what tells of a person. */
    @Override
    public String toString() {
        return "AttemptAddress";
    }
}
