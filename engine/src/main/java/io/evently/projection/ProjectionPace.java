package io.evently.projection;

import java.time.Duration;

/**
 * When the tables take their next step. In a rush of bookings they give way: each step is followed by a pause so long that
 * the tables have a quarter of one processor per database, and what waits meanwhile goes into fewer, larger batches. Never
 * less than that, and for ten seconds at most.
 */
final class ProjectionPace {

    /** A list shows a booking this much later than it was made, when there is nothing else to do. */
    private static final Duration IDLE = Duration.ofMillis(100);

    /** In a rush a step's pause is so many times as long as the step. */
    private static final int REST = 3;

    /** A step that was slow for another reason must not stop the tables for long; a rest must not make them late. */
    private static final Duration LONGEST_REST = Duration.ofMillis(800);

    /** Further behind than this they give way to nobody. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(10);

    private ProjectionPace() {}

    /**
     * The pause after a step.
     *
     * @param took how long the step worked
     * @param more whether there is certainly more to do
     * @param rush whether bookings need the processors
     * @param lag how old the oldest record is that the tables lack
     */
    static Duration pauseAfter(Duration took, boolean more, boolean rush, Duration lag) {
        Duration usual = more ? Duration.ZERO : IDLE;
        if (!rush || lag.compareTo(LONGEST_LAG) >= 0) {
            return usual;
        }
        Duration rest = took.multipliedBy(REST);
        if (rest.compareTo(LONGEST_REST) > 0) {
            return LONGEST_REST;
        }
        return rest.compareTo(IDLE) < 0 ? IDLE : rest;
    }
}
