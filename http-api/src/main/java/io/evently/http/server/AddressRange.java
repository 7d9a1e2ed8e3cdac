package io.evently.http.server;

import java.net.InetAddress;
import java.util.Optional;

/** Addresses that begin with the same bits, written {@code 10.0.0.0/8} or {@code fd00::/8} (RFC 4632, RFC 4291). */
final class AddressRange {

    private static final int BITS_OF_IPV4 = 32;
    /** Where an IPv4 address begins within an IPv6 one, {@code ::ffff:10.0.0.0/104}. */
    private static final int BITS_BEFORE_IPV4 = 96;

    private final byte[] first;
    private final int prefix;

    private AddressRange(byte[] first, int prefix) {
        this.first = first;
        this.prefix = prefix;
    }

    /** Reads a network, or a single address; bits beyond the prefix mean nothing. Empty if it is neither. */
    static Optional<AddressRange> parse(String text) {
        int slash = text.indexOf('/');
        if (slash < 0) {
            return IpAddresses.parse(text)
                    .map(InetAddress::getAddress)
                    .map(one -> new AddressRange(one, one.length * 8));
        }
        String bits = text.substring(slash + 1);
        return bits.matches("0|[1-9]\\d{0,2}")
                ? IpAddresses.parse(text.substring(0, slash))
                        .flatMap(address -> of(address.getAddress(), prefix(text, address, Integer.parseInt(bits))))
                : Optional.empty();
    }

    private static int prefix(String text, InetAddress address, int written) {
        boolean mapped = text.indexOf(':') >= 0 && address.getAddress().length * 8 == BITS_OF_IPV4;
        return mapped ? written - BITS_BEFORE_IPV4 : written;
    }

    private static Optional<AddressRange> of(byte[] first, int prefix) {
        return prefix >= 0 && prefix <= first.length * 8
                ? Optional.of(new AddressRange(first, prefix))
                : Optional.empty();
    }

    boolean contains(InetAddress address) {
        byte[] bytes = address.getAddress();
        if (bytes.length != first.length) {
            return false;
        }
        int whole = prefix / 8;
        for (int i = 0; i < whole; i++) {
            if (bytes[i] != first[i]) {
                return false;
            }
        }
        int rest = prefix % 8;
        return rest == 0 || (bytes[whole] ^ first[whole]) >> (8 - rest) == 0;
    }
}
