package io.evently.http.access;

import java.net.InetAddress;
import java.util.concurrent.ConcurrentHashMap;

/**
 * How many of something each client address has open, with one bound for all. As in {@link AddressLimit} an IPv6 network
 * (/64) is one caller, and the wider ones it is in have a bound of their own. Bounded by what is open. Thread-safe.
 */
public final class AddressCounts {

    private final long most;
    private final ConcurrentHashMap<Object, Integer> open = new ConcurrentHashMap<>();

    /** @param most for one caller; {@link Integer#MAX_VALUE}: no bound */
    public AddressCounts(int most) {
        this.most = most;
    }

    private record Wide(long prefix, int bits) {
        static Wide of(long network, int bits) {
            return new Wide(AddressLimit.prefix(network, bits), bits);
        }
    }

    /** Whether this caller has as many as one may have. */
    public boolean isFull(InetAddress address) {
        Object caller = RateLimits.subscriberOf(address);
        return has(caller) >= most
                || (caller instanceof Long network
                        && (has(Wide.of(network, 56)) >= most * AddressLimit.BUDGET_OF_56
                                || has(Wide.of(network, 48)) >= most * AddressLimit.BUDGET_OF_48));
    }

    /** Counts one more, if there is room for it; if so, {@link #leave} must follow. */
    public boolean enter(InetAddress address) {
        Object caller = RateLimits.subscriberOf(address);
        if (!add(caller, most)) {
            return false;
        }
        if (caller instanceof Long network) {
            if (!add(Wide.of(network, 56), most * AddressLimit.BUDGET_OF_56)) {
                remove(caller);
                return false;
            }
            if (!add(Wide.of(network, 48), most * AddressLimit.BUDGET_OF_48)) {
                remove(caller);
                remove(Wide.of(network, 56));
                return false;
            }
        }
        return true;
    }

    /** One that was counted is over. */
    public void leave(InetAddress address) {
        Object caller = RateLimits.subscriberOf(address);
        remove(caller);
        if (caller instanceof Long network) {
            remove(Wide.of(network, 56));
            remove(Wide.of(network, 48));
        }
    }

    private int has(Object key) {
        return open.getOrDefault(key, 0);
    }

    private boolean add(Object key, long bound) {
        boolean[] added = {false};
        open.compute(key, (same, count) -> {
            int already = count == null ? 0 : count;
            added[0] = already < bound;
            return added[0] ? Integer.valueOf(already + 1) : count;
        });
        return added[0];
    }

    private void remove(Object key) {
        open.computeIfPresent(key, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
