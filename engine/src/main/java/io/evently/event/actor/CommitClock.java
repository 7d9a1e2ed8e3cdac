package io.evently.event.actor;

import io.evently.time.NodeClock;
import io.evently.time.NodeClock.Reading;

/**
 * The time of one event: the later of the wall clock and its last commit plus what has passed since this node saw that
 * commit, by the monotonic clock. So it never goes back and runs at the speed of time, whatever the wall clock does and
 * however long a write takes.
 *
 * <p>Not thread-safe: belongs to the event's actor.
 */
final class CommitClock {

    private final NodeClock node;
    private long lastAt = Long.MIN_VALUE;
    /** Monotonic, as {@link #issuedSeen}. */
    private long lastSeen;

    private long issued = Long.MIN_VALUE;
    private long issuedSeen;

    CommitClock(NodeClock node) {
        this.node = node;
    }

    /** Now, for an event whose newest commit is of {@code lastCommit} (microseconds). */
    long at(long lastCommit) {
        Reading now = node.read();
        if (lastCommit != lastAt) {
            lastAt = lastCommit;
            // A commit of this node was seen when its time was given out, before it was written.
            lastSeen = lastCommit == issued ? issuedSeen : now.monotonic();
        }
        issued = Math.max(now.wall(), lastAt + (now.monotonic() - lastSeen));
        issuedSeen = now.monotonic();
        return issued;
    }

    /** Microseconds since 1970 by this node, whatever the event's own time is. */
    long wall() {
        return node.read().wall();
    }
}
