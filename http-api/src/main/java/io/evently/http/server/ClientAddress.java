package io.evently.http.server;

import io.evently.http.read.RequestHeaders;
import java.net.InetAddress;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where a request really comes from.
 *
 * <p>{@code X-Forwarded-For} can be written by anybody, so it is believed only from a proxy that the operator trusts.
 * Each proxy appends the address it was called from; so the client is the last address that is none of the proxies, and
 * what stands before it is hearsay.
 */
public final class ClientAddress {

    private static final Logger LOG = LoggerFactory.getLogger(ClientAddress.class);

    private static final String HEADER = "x-forwarded-for";

    /** Nobody has so many proxies in a row; a header may have thousands of entries. */
    private static final int MOST_HOPS = 32;

    private final TrustedProxies proxies;
    private final AtomicBoolean warned = new AtomicBoolean();

    ClientAddress(TrustedProxies proxies) {
        this.proxies = proxies;
    }

    /** Whether this peer carries the requests of others. */
    boolean isProxy(InetAddress peer) {
        return proxies.isTrustedProxy(peer);
    }

    /** The client's address, or that of the last hop that can be believed. */
    InetAddress client(InetAddress peer, RequestHeaders headers) {
        if (headers.first(HEADER).isEmpty()) {
            return peer;
        }
        if (!proxies.isTrustedProxy(peer)) {
            warn();
            return peer;
        }
        return lastThatIsNoProxy(peer, String.join(",", headers.all(HEADER)));
    }

    private InetAddress lastThatIsNoProxy(InetAddress peer, String entries) {
        InetAddress believed = peer;
        int end = entries.length();
        for (int hops = 0; hops < MOST_HOPS && end >= 0; hops++) {
            int comma = entries.lastIndexOf(',', end - 1);
            String entry = entries.substring(comma + 1, end).strip();
            end = comma;
            // An empty element of a list means nothing (RFC 9110, section 5.6.1.2).
            if (entry.isEmpty()) {
                continue;
            }
            Optional<InetAddress> hop = IpAddresses.parseHop(entry);
            if (hop.isEmpty()) {
                return believed;
            }
            believed = hop.get();
            if (!proxies.isTrustedProxy(believed)) {
                return believed;
            }
        }
        return believed;
    }

    /** Once: it may be a stranger's doing, and then it comes as often as he likes. Without his address, as in all logs. */
    private void warn() {
        if (!warned.get() && warned.compareAndSet(false, true)) {
            LOG.warn("X-Forwarded-For came from a peer that is not in EVENTLY_TRUSTED_PROXIES and is not believed. If"
                    + " that is your proxy, all its clients count as one. This is said once.");
        }
    }
}
