package io.evently.event.state;

/**
 * How an event that is over forgets, although it makes no commits any more. One that is on sale forgets with its commits
 * only: what a clock that is wrong for a moment made it forget would be in no record.
 */
public final class EndedEventRetention {

    private EndedEventRetention() {}

    /** When {@link #forget} frees bookings of the event, microseconds; {@code Long.MAX_VALUE} if never. */
    public static long forgetsAt(Event event) {
        if (event.isBlank()) {
            return Long.MAX_VALUE;
        }
        boolean remembersMore =
                switch (event.status()) {
                    case ACTIVE -> false;
                    case CANCELLED -> event.bookings().size() > 0;
                    case COMPLETED -> event.bookings().openHolds().iterator().hasNext();
                };
        return remembersMore ? event.head().endedAt() + Bookings.REMEMBERED : Long.MAX_VALUE;
    }

    /**
     * Forgets what a commit at {@code at} would.
     *
     * @return whether the event remembers less
     */
    public static boolean forget(Event event, long at) {
        if (at < forgetsAt(event)) {
            return false;
        }
        event.forget(at);
        return true;
    }
}
