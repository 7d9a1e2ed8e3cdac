package io.evently.webhook;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/** Who may be reached at an address: IANA's registries of special-purpose addresses, IPv4 and IPv6. */
enum AddressKind {
    PUBLIC,
    /** Loopback, private networks, unique local addresses, carriers' shared ones. */
    PRIVATE,
    /** Nobody's that could be told: multicast, link-local (clouds' metadata), reserved, of documentation. */
    FORBIDDEN;

    @SuppressWarnings("ArrayRecordComponent") // never compared, never changed
    private record Range(byte[] prefix, int bits, AddressKind kind) {
        boolean has(byte[] address) {
            if (address.length != prefix.length) {
                return false;
            }
            int whole = bits / 8;
            int rest = bits % 8;
            return Arrays.equals(address, 0, whole, prefix, 0, whole)
                    && (rest == 0 || (address[whole] ^ prefix[whole]) >> (8 - rest) == 0);
        }
    }

    private static final Range[] SPECIAL_4 = {
        range("7f000000", 8, PRIVATE),
        range("0a000000", 8, PRIVATE),
        range("ac100000", 12, PRIVATE),
        range("c0a80000", 16, PRIVATE),
        range("64400000", 10, PRIVATE),
        range("00000000", 8, FORBIDDEN),
        range("a9fe0000", 16, FORBIDDEN),
        range("c0000000", 24, FORBIDDEN),
        range("c0000200", 24, FORBIDDEN),
        range("c0586300", 24, FORBIDDEN),
        range("c6120000", 15, FORBIDDEN),
        range("c6336400", 24, FORBIDDEN),
        range("cb007100", 24, FORBIDDEN),
        // Multicast, reserved, broadcast.
        range("e0000000", 3, FORBIDDEN)
    };

    /** Alibaba's and Oracle's metadata are among carriers' addresses. */
    private static final byte[] METADATA_4 = bytes("646464c8");

    /** Amazon's metadata is a unique local address. */
    private static final byte[] METADATA_6 = bytes("fd000ec2000000000000000000000254");

    private static final Range NAT64 = range("0064ff9b000000000000000000000000", 96, PUBLIC);
    private static final Range SIX_TO_FOUR = range("20020000000000000000000000000000", 16, PUBLIC);
    private static final Range GLOBAL_6 = range("20000000000000000000000000000000", 3, PUBLIC);

    private static final Range[] SPECIAL_6 = {
        range("00000000000000000000000000000001", 128, PRIVATE),
        range("fc000000000000000000000000000000", 7, PRIVATE),
        // Teredo, benchmarks, ORCHID and others.
        range("20010000000000000000000000000000", 23, FORBIDDEN),
        range("20010db8000000000000000000000000", 32, FORBIDDEN),
        range("3fff0000000000000000000000000000", 20, FORBIDDEN)
    };

    /** An IPv4 address within an IPv6 one is what it is: Java turns the mapped ones into it, the others are here. */
    static AddressKind of(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return of4(bytes);
        }
        if (NAT64.has(bytes)) {
            return of4(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.has(bytes)) {
            return of4(Arrays.copyOfRange(bytes, 2, 6));
        }
        if (Arrays.equals(bytes, METADATA_6)) {
            return FORBIDDEN;
        }
        for (Range range : SPECIAL_6) {
            if (range.has(bytes)) {
                return range.kind();
            }
        }
        return GLOBAL_6.has(bytes) ? PUBLIC : FORBIDDEN;
    }

    private static AddressKind of4(byte[] bytes) {
        if (Arrays.equals(bytes, METADATA_4)) {
            return FORBIDDEN;
        }
        for (Range range : SPECIAL_4) {
            if (range.has(bytes)) {
                return range.kind();
            }
        }
        return PUBLIC;
    }

    private static Range range(String prefix, int bits, AddressKind kind) {
        return new Range(bytes(prefix), bits, kind);
    }

    private static byte[] bytes(String hex) {
        return HexFormat.of().parseHex(hex);
    }
}
