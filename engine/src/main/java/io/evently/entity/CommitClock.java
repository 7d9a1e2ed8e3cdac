package io.evently.entity;

import io.evently.entity.NodeClock.Reading;

/**
 * The time of one event: the later of the wall clock and its last commit plus what has passed since this node saw that
 * commit, by the monotonic clock. So it never goes back and never stands still, whatever the wall clock does.
 *
 * <p>Not thread-safe: belongs to the event's actor.
 */
final class CommitClock {

    private final NodeClock node;
    private long lastAt = Long.MIN_VALUE;
    private long seen;

    CommitClock(NodeClock node) {
        this.node = node;
    }

    /** Now, for an event whose newest commit is of {@code lastCommit} (microseconds). */
    long at(long lastCommit) {
        Reading now = node.read();
        if (lastCommit != lastAt) {
            lastAt = lastCommit;
            seen = now.monotonic();
        }
        return Math.max(now.wall(), lastAt + (now.monotonic() - seen));
    }
}
