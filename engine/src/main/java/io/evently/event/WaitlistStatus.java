package io.evently.event;

/** The life of an entry of the waitlist ({@code design.md}, "Status values"); the first two are alive. */
public enum WaitlistStatus {
    WAITING,
    PROMOTED,
    /** Its promotion was claimed: it is a booking now. */
    CONVERTED,
    /** Its user went. */
    LEFT,
    /** It ran out, became impossible, did not use its promotion, or its event ended; the reason is kept in the tables. */
    EXPIRED
}
