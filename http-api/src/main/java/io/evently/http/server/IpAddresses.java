package io.evently.http.server;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Reads IP addresses as they are written. Only literal ones: {@link InetAddress#getByName} asks a name server for
 * anything else, and would block the thread of a connection for it.
 *
 * <p>An IPv4 address within an IPv6 one ({@code ::ffff:10.0.0.1}) is the IPv4 address.
 */
final class IpAddresses {

    /** 39 characters of IPv6, and room for brackets, a port, and the name of an interface (15 in Linux). */
    private static final int LONGEST = 64;

    /** {@code 010} could be eight, so it is no number here. */
    private static final String NUMBER = "(25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";

    private static final Pattern IPV4 = Pattern.compile(NUMBER + "(\\." + NUMBER + "){3}");

    /** What begins like this and has a colon is never looked up: it is an IPv6 address or an error. */
    private static final Pattern IPV6 = Pattern.compile("[0-9a-fA-F:][0-9a-fA-F:.]*");

    private static final Pattern PORT = Pattern.compile("(:\\d{1,5})?");

    private IpAddresses() {}

    /** An address and nothing else. */
    static Optional<InetAddress> parse(String text) {
        if (text.length() > LONGEST) {
            return Optional.empty();
        }
        return text.indexOf(':') < 0 ? literal(text, IPV4) : literal(text, IPV6);
    }

    /**
     * An address as proxies write it: with or without a port ({@code 203.0.113.7:51234}, {@code [2001:db8::7]:443}),
     * brackets, or the zone an IPv6 address was seen in ({@code fe80::1%eth0}), which is left out.
     */
    static Optional<InetAddress> parseHop(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return Optional.empty();
        }
        if (text.charAt(0) == '[') {
            int close = text.indexOf(']');
            return close > 0 && endsWithPort(text, close + 1) ? ipv6(text.substring(1, close)) : Optional.empty();
        }
        int colon = text.indexOf(':');
        if (colon < 0 || colon != text.lastIndexOf(':')) {
            return colon < 0 ? literal(text, IPV4) : ipv6(text);
        }
        return endsWithPort(text, colon) ? literal(text.substring(0, colon), IPV4) : Optional.empty();
    }

    private static boolean endsWithPort(String text, int from) {
        return PORT.matcher(text).region(from, text.length()).matches();
    }

    private static Optional<InetAddress> ipv6(String text) {
        int zone = text.indexOf('%');
        String address = zone < 0 ? text : text.substring(0, zone);
        return address.indexOf(':') < 0 ? Optional.empty() : literal(address, IPV6);
    }

    private static Optional<InetAddress> literal(String text, Pattern form) {
        if (!form.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            return Optional.empty();
        }
    }
}
