package io.evently.message.follow;

import java.time.Duration;

/**
 * When the next step of a follower comes. In a rush of bookings it rests until it is some seconds behind, then it has a
 * quarter of one processor per database, and further behind it gives way to nobody.
 */
final class MessagePace {

    /** Somebody is told this much later than the tables show it, when there is nothing else to do. */
    static final Duration IDLE = Duration.ofMillis(100);

    /** In a rush, how soon it is looked at again. */
    static final Duration LOOK = Duration.ofMillis(200);

    private static final Duration REST_BELOW = Duration.ofSeconds(8);

    private static final Duration GIVE_WAY_BELOW = Duration.ofSeconds(20);

    /** Three parts of rest to one of work. */
    private static final int REST = 3;

    private static final Duration LONGEST_REST = Duration.ofMillis(800);

    private MessagePace() {}

    /** Whether no step comes now. */
    static boolean rests(boolean rush, Duration lag) {
        return rush && lag.compareTo(REST_BELOW) < 0;
    }

    /**
     * The pause after a step.
     *
     * @param took how long the step worked
     * @param more whether there is certainly more to do
     */
    static Duration pauseAfter(Duration took, boolean more, boolean rush, Duration lag) {
        Duration usual = more ? Duration.ZERO : IDLE;
        if (!rush || lag.compareTo(GIVE_WAY_BELOW) >= 0) {
            return usual;
        }
        Duration rest = took.multipliedBy(REST);
        if (rest.compareTo(LONGEST_REST) > 0) {
            return LONGEST_REST;
        }
        return rest.compareTo(IDLE) < 0 ? IDLE : rest;
    }
}
