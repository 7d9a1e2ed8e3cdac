package io.evently.security;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.function.UnaryOperator;

/** Who counts as one client: an IPv4 address, or the network (/64) of an IPv6 address, as a number. */
public final class ClientNetwork {

    /** ff00::/8 is multicast: no client's network begins with it. */
    private static final long IPV4 = 0xffff_ffffL << 32;

    /** 64 bits: two clients of a day are not taken for one. */
    private static final int PSEUDONYM_DIGITS = 16;

    private ClientNetwork() {}

    static long of(InetAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress());
        return address instanceof Inet6Address ? bytes.getLong() : IPV4 | Integer.toUnsignedLong(bytes.getInt());
    }

    /**
     * What stands for it: the same on all nodes under one key, and nobody without the key can tell of whom.
     *
     * @param keyedHash hexadecimal digits of a keyed hash of a text
     */
    static String pseudonym(long network, UnaryOperator<String> keyedHash) {
        return keyedHash
                .apply("client of the security log: " + HexFormat.of().toHexDigits(network))
                .substring(0, PSEUDONYM_DIGITS);
    }
}
