package io.evently.projection;

import io.evently.entity.Pressure;
import java.time.Duration;

/**
 * When the tables take their next step. They give way to bookings: while these need the processors, each step is
 * followed by a pause so long that the tables have an eighth of one processor per database, and what waits meanwhile
 * goes into fewer, larger batches. Never less than that, and not for ever: until they are a second behind, and in a
 * rush, where bookings queue up for longer, half a minute.
 */
final class Pace {

    /** A list shows a booking this much later than it was made, when there is nothing else to do. */
    private static final Duration IDLE = Duration.ofMillis(100);

    /** Under pressure a step's pause is so many times as long as the step. */
    private static final int REST = 7;

    /** A step that was slow for another reason must not stop the tables for long; a rest must not make them late. */
    private static final Duration LONGEST_REST = Duration.ofMillis(800);

    /** What people who look at a list bear at any time. */
    private static final Duration USUAL_LAG = Duration.ofSeconds(1);

    /** What they bear when everybody wants seats at once; further behind, the tables give way to nobody. */
    private static final Duration LONGEST_LAG = Duration.ofSeconds(30);

    private Pace() {}

    /**
     * The pause after a step.
     *
     * @param took how long the step worked
     * @param more whether there is certainly more to do
     * @param pressure how much bookings need the processors
     * @param lag how old the oldest record is that the tables lack
     */
    static Duration pauseAfter(Duration took, boolean more, Pressure.Level pressure, Duration lag) {
        Duration usual = more ? Duration.ZERO : IDLE;
        if (lag.compareTo(longestLag(pressure)) >= 0) {
            return usual;
        }
        Duration rest = took.multipliedBy(REST);
        if (rest.compareTo(LONGEST_REST) > 0) {
            return LONGEST_REST;
        }
        return rest.compareTo(IDLE) < 0 ? IDLE : rest;
    }

    private static Duration longestLag(Pressure.Level pressure) {
        return switch (pressure) {
            case NONE -> Duration.ZERO;
            case BUSY -> USUAL_LAG;
            case RUSH -> LONGEST_LAG;
        };
    }
}
