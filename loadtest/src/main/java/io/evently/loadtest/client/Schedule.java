package io.evently.loadtest.client;

/**
 * When each request of an open loop is due: evenly at a fixed rate, whatever became of the ones before. Each slot is
 * given once; used by one thread.
 */
public final class Schedule {

    private static final double SECOND = 1e9;

    private final double perSecond;
    private long start;
    private long given;

    /**
     * A schedule without an end; it begins when it is first asked.
     *
     * @param perSecond requests per second, more than 0
     */
    public Schedule(double perSecond) {
        if (!(perSecond > 0)) {
            throw new IllegalArgumentException("a rate must be positive: " + perSecond);
        }
        this.perSecond = perSecond;
    }

    /**
     * When the next request is due; in the past if nobody was free to send it.
     *
     * @param now as {@link System#nanoTime()}
     */
    public long next(long now) {
        if (given == 0) {
            start = now;
        }
        return start + Math.round(given++ * SECOND / perSecond);
    }
}
