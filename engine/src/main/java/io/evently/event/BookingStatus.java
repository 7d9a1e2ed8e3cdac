package io.evently.event;

import java.util.Locale;

/**
 * The life of a booking: a hold is {@code PENDING} until it is confirmed, cancelled or runs out. Records hold the place in
 * this list: new ones come last.
 */
public enum BookingStatus implements Labelled {
    PENDING,
    CONFIRMED,
    CANCELLED,
    EXPIRED;

    private final String label = name().toLowerCase(Locale.ROOT);

    @Override
    public String label() {
        return label;
    }

    public boolean takesSeats() {
        return this == PENDING || this == CONFIRMED;
    }
}
