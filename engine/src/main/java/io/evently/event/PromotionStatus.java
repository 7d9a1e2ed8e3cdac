package io.evently.event;

import java.util.Locale;

/**
 * The life of a promotion: open until it is claimed, or is over without having been used. Records hold the place in this
 * list: new ones come last.
 */
public enum PromotionStatus implements Labelled {
    PENDING,
    USED,
    /** Its window ran out, it was declined, its user left, or its event ended. */
    EXPIRED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }
}
