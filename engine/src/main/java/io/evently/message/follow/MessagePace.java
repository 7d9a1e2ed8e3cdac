package io.evently.message.follow;

import java.time.Duration;

/**
 * When the next step of a follower comes. While a sale needs the processors it rests until it is half a minute behind, then
 * it works a twentieth of the time, and when it is minutes behind it gives way to nobody.
 */
final class MessagePace {

    /** Somebody is told this much later than the tables show it, when there is nothing else to do. */
    static final Duration IDLE = Duration.ofMillis(100);

    /** In a sale, how soon it is looked at again. */
    static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration REST_BELOW = Duration.ofSeconds(30);

    private static final Duration GIVE_WAY_BELOW = Duration.ofMinutes(5);

    /** Parts of rest to one of work: what one is told of costs more than the booking, so it would slow the sale down. */
    private static final int REST = 19;

    private static final Duration LONGEST_REST = Duration.ofSeconds(10);

    private MessagePace() {}

    /** Whether one that gives way takes no step now. */
    static boolean rests(Duration lag) {
        return lag.compareTo(REST_BELOW) < 0;
    }

    /**
     * The pause after a step.
     *
     * @param took how long the step worked
     * @param more whether there is certainly more to do
     * @param givesWay to a sale
     */
    static Duration pauseAfter(Duration took, boolean more, boolean givesWay, Duration lag) {
        Duration usual = more ? Duration.ZERO : IDLE;
        if (!givesWay || lag.compareTo(GIVE_WAY_BELOW) >= 0) {
            return usual;
        }
        Duration rest = took.multipliedBy(REST);
        if (rest.compareTo(LONGEST_REST) > 0) {
            return LONGEST_REST;
        }
        return rest.compareTo(IDLE) < 0 ? IDLE : rest;
    }
}
