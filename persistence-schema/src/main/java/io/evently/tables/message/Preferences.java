package io.evently.tables.message;

/** What a person wants to hear of, by mail and in their inbox. */
public record Preferences(
        boolean emailBooking,
        boolean emailWaitlist,
        boolean emailEvent,
        boolean inAppBooking,
        boolean inAppWaitlist,
        boolean inAppEvent) {

    /** What holds for whoever has said nothing. */
    public static final Preferences EVERYTHING = new Preferences(true, true, true, true, true, true);
}
