package io.evently.event.state;

/** About what an event takes in memory; {@code EventMemoryTest} measures it. */
public final class EventSize {

    /** Of one that has nothing yet, its actor and its view included. */
    public static final long SMALLEST = 10_000;

    /** Of an entry that expires, or a promotion; others take some 40 less. */
    private static final long IN_QUEUE = 190;

    private EventSize() {}

    /** Bytes of the event as it is now. */
    public static long of(Event event) {
        return SMALLEST + event.bookings().bytes() + IN_QUEUE * event.waitlist().size();
    }

    /**
     * Bytes of an event that is read from so many: its snapshot has some 55 for a booking, its journal 95 for a fact; in
     * memory a booking takes some 115.
     */
    public static long read(long stored) {
        return SMALLEST + stored / 2 * 5;
    }
}
