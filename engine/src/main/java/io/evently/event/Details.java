package io.evently.event;

/**
 * What an organizer says about an event, apart from capacity and price.
 *
 * @param name 1 to 255 characters
 * @param description up to 10,000 characters, or null
 * @param venue 1 to 255 characters
 * @param eventDate microseconds since 1970; from then on nothing is sold or cancelled by users
 * @param maxPerBooking seats one booking may have, 1 to 10
 * @param maxPerUser seats one user may hold or own at once, or {@link #NO_LIMIT}
 * @param holdMinutes how long a hold lasts, 1 to 60
 * @param waitlistPolicy whom freed seats are offered to
 * @param windowMinutes how long a promotion lasts, 1 to 10,080
 * @param timeZone in which people read its times, an IANA id such as {@code Europe/Berlin}; null, as it was before events had
 *     one, reads as {@link #UTC}
 */
public record Details(
        String name,
        String description,
        String venue,
        long eventDate,
        int maxPerBooking,
        int maxPerUser,
        int holdMinutes,
        WaitlistPolicy waitlistPolicy,
        int windowMinutes,
        String timeZone) {

    /** The bounds of {@code api.md}; the edge refuses what lies outside before a command is made. */
    public static final int MAX_SEATS_PER_BOOKING = 10;

    /** What {@link #maxPerUser} is when a user may have any number of seats. */
    public static final int NO_LIMIT = 0;

    public static final int DEFAULT_HOLD_MINUTES = 10;
    public static final int DEFAULT_WINDOW_MINUTES = 15;

    /** The time zone of an event that names none. */
    public static final String UTC = "UTC";

    public Details {
        timeZone = timeZone == null ? UTC : timeZone;
    }

    /** With times in UTC. */
    public Details(
            String name,
            String description,
            String venue,
            long eventDate,
            int maxPerBooking,
            int maxPerUser,
            int holdMinutes,
            WaitlistPolicy waitlistPolicy,
            int windowMinutes) {
        this(
                name,
                description,
                venue,
                eventDate,
                maxPerBooking,
                maxPerUser,
                holdMinutes,
                waitlistPolicy,
                windowMinutes,
                UTC);
    }
}
