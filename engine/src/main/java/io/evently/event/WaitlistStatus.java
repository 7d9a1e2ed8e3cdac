package io.evently.event;

import java.util.Locale;

/** The life of an entry of the waitlist ({@code design.md}, "Status values"); the first two are alive. */
public enum WaitlistStatus implements Labelled {
    WAITING,
    PROMOTED,
    /** Its promotion was claimed: it is a booking now. */
    CONVERTED,
    /** Its user went. */
    LEFT,
    /** It ran out, became impossible, did not use its promotion, or its event ended; the reason is kept in the tables. */
    EXPIRED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
