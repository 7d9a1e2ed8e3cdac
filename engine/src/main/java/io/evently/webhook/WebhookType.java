package io.evently.webhook;

import io.evently.event.Labelled;
import java.util.Locale;

/** What webhooks can hear of. Those of orders are accepted and never sent: there are no orders yet. */
public enum WebhookType implements Labelled {
    BOOKING_CONFIRMED,
    BOOKING_HELD,
    BOOKING_CANCELLED,
    BOOKING_EXPIRED,
    ORDER_CONFIRMED,
    ORDER_CANCELLED,
    ORDER_EXPIRED,
    WAITLIST_JOINED,
    WAITLIST_PROMOTED,
    PROMOTION_USED,
    PROMOTION_EXPIRED,
    EVENT_CREATED,
    EVENT_CHANGED,
    EVENT_CANCELLED,
    EVENT_COMPLETED,
    PRICE_CHANGED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '.');

    @Override
    public String label() {
        return label;
    }
}
