package io.evently.loadtest.timeline;

import io.evently.loadtest.client.RequestTimes;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps the times of requests that were slow, no more than a number of them. Used by one thread at a time, but for
 * {@link #lastHeard}.
 */
final class SlowRequests implements RequestTimes {

    private final long slowNanos;
    private final int most;
    private final List<SlowRequest> kept = new ArrayList<>();
    private long answered;
    private long unkept;
    private volatile long lastHeard = System.nanoTime();

    /**
     * @param slow what took longer is kept
     * @param most of them; the rest is counted
     */
    SlowRequests(Duration slow, int most) {
        this.slowNanos = slow.toNanos();
        this.most = most;
    }

    @Override
    public void took(long due, long sent, long heard) {
        answered++;
        lastHeard = heard;
        if (heard - due > slowNanos) {
            if (kept.size() < most) {
                kept.add(new SlowRequest(due, sent, heard));
            } else {
                unkept++;
            }
        }
    }

    List<SlowRequest> kept() {
        return List.copyOf(kept);
    }

    /** Slow ones that found no room. */
    long unkept() {
        return unkept;
    }

    /** {@link System#nanoTime()} of the last answer. */
    long lastHeard() {
        return lastHeard;
    }

    /** Slow or not. */
    long answered() {
        return answered;
    }
}
