package io.evently.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;

/**
 * Where a request really comes from.
 *
 * <p>{@code X-Forwarded-For} can be written by anybody, so it is believed only when the operator says that a proxy of
 * his stands in front; then the last entry counts, the one that proxy itself appended.
 */
final class Forwarding {

    private final boolean trusted;

    Forwarding(boolean trusted) {
        this.trusted = trusted;
    }

    /** Whether this peer carries the requests of others. */
    boolean isProxy(InetAddress peer) {
        return trusted;
    }

    InetAddress client(InetAddress peer, RequestHeaders headers) {
        if (!trusted) {
            return peer;
        }
        List<String> lines = headers.all("x-forwarded-for");
        if (lines.isEmpty()) {
            return peer;
        }
        String line = lines.get(lines.size() - 1);
        String last = line.substring(line.lastIndexOf(',') + 1).strip();
        return looksLikeAddress(last) ? parse(last, peer) : peer;
    }

    /** Only literal addresses: {@link InetAddress#getByName} would ask a name server for anything else. */
    private static boolean looksLikeAddress(String text) {
        boolean v4 = text.matches("\\d{1,3}(\\.\\d{1,3}){3}");
        return v4 || (text.indexOf(':') >= 0 && text.matches("[0-9a-fA-F:.]{2,45}"));
    }

    private static InetAddress parse(String literal, InetAddress otherwise) {
        try {
            return InetAddress.getByName(literal);
        } catch (UnknownHostException e) {
            return otherwise;
        }
    }
}
