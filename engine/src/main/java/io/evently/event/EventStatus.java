package io.evently.event;

import java.util.Locale;

/**
 * The life of an event, as the ERD names it: it ends once, by cancellation or by completion. Records hold the place in
 * this list: new ones come last.
 */
public enum EventStatus implements Labelled {
    ACTIVE,
    CANCELLED,
    COMPLETED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
