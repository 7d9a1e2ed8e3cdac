package io.evently.event;

import java.util.Locale;

/** Whom a freed seat is offered to. Records hold the place in this list: new ones come last. */
public enum WaitlistPolicy implements Labelled {
    /** The head of the queue is served first; smaller groups do not overtake it. */
    STRICT,
    /** Whoever fits is served at once, in queue order. */
    FIRST_FIT;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
