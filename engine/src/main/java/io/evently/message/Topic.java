package io.evently.message;

import io.evently.event.Labelled;
import java.util.Locale;

/** What a person may not want to hear of ({@code PUT /v1/users/me/preferences}); {@code ACCOUNT} is no choice. */
public enum Topic implements Labelled {
    BOOKING,
    WAITLIST,
    EVENT,
    ACCOUNT;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
