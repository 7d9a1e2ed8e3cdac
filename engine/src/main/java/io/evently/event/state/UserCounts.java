package io.evently.event.state;

import java.util.UUID;

/** How many of something each user has; who has none takes no room. Not thread-safe. */
final class UserCounts {

    private static final class Count {
        private final UUID userId;
        private int count;

        private Count(UUID userId) {
            this.userId = userId;
        }
    }

    private final HashIndex<Count> counts = new HashIndex<>(count -> count.userId.hashCode());

    int of(UUID userId) {
        Count count = find(userId);
        return count == null ? 0 : count.count;
    }

    void increase(UUID userId) {
        Count count = find(userId);
        if (count == null) {
            count = new Count(userId);
            counts.add(count);
        }
        count.count++;
    }

    /** Takes one from a user who has some. */
    void decrease(UUID userId) {
        Count count = find(userId);
        if (--count.count == 0) {
            counts.remove(count);
        }
    }

    private Count find(UUID userId) {
        return counts.find(userId.hashCode(), count -> count.userId.equals(userId));
    }
}
