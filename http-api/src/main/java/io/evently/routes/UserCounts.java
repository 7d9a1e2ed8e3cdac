package io.evently.routes;

import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/** How many of something each user has open, with one bound for all. Bounded by what is open. Thread-safe. */
final class UserCounts {

    private final int most;
    private final ConcurrentHashMap<UUID, Integer> open = new ConcurrentHashMap<>();

    UserCounts(int most) {
        this.most = most;
    }

    boolean isFull(UUID userId) {
        return open.getOrDefault(userId, 0) >= most;
    }

    /** Counts one more, if there is room for it; if so, {@link #leave} must follow. */
    boolean enter(UUID userId) {
        boolean[] added = {false};
        open.compute(userId, (same, count) -> {
            int already = count == null ? 0 : count;
            added[0] = already < most;
            return added[0] ? Integer.valueOf(already + 1) : count;
        });
        return added[0];
    }

    void leave(UUID userId) {
        open.computeIfPresent(userId, (same, count) -> count == 1 ? null : Integer.valueOf(count - 1));
    }
}
