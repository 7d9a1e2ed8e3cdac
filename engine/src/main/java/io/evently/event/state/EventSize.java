package io.evently.event.state;

/** About what an event takes in memory; {@code EventMemoryTest} measures it. */
public final class EventSize {

    /** Of one that has nothing yet, its actor and its view included. */
    public static final long SMALLEST = 10_000;

    /** With a key and a user of its own; a hold takes some 40 more. */
    private static final long A_BOOKING = 270;

    /** Of an entry that expires, or a promotion; others take some 40 less. */
    private static final long IN_QUEUE = 190;

    private EventSize() {}

    /** Bytes of the event as it is now. */
    public static long of(Event event) {
        return SMALLEST
                + A_BOOKING * event.bookings().size()
                + IN_QUEUE * event.waitlist().size();
    }

    /**
     * Bytes of an event that is read from so many: its snapshot has some 80 for a booking, its journal as many for a fact.
     */
    public static long read(long stored) {
        return SMALLEST + stored / 2 * 7;
    }
}
