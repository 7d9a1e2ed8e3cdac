package io.evently.user;

import io.evently.event.Labelled;
import java.util.Locale;

/** What a user may do. Records hold the place in this list: new ones come last. */
public enum Role implements Labelled {
    USER,
    ADMIN;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
