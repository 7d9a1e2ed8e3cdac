package io.evently.event.actor;

import io.evently.event.EventStatus;
import io.evently.event.Labelled;
import io.evently.event.PricingRule;
import io.evently.event.SeatCounts;
import io.evently.event.state.EventSummary;
import io.evently.tables.EventRow;

/** An event that is over, and had bookings, as its actor would show it, from its row in the tables. */
final class EndedEvent {

    private EndedEvent() {}

    /** Nobody waits for what is over, and time changes nothing of it. */
    static EventView of(EventRow row) {
        var seats = new SeatCounts(row.capacity(), row.confirmed(), row.held(), row.promised(), row.revenue());
        return new EventView(head(row), seats, 0, Long.MAX_VALUE);
    }

    private static EventSummary head(EventRow row) {
        PricingRule rule = EventColumns.pricingRule(row.pricingRule());
        return new EventSummary(
                row.id(),
                EventColumns.details(row),
                row.capacity(),
                row.basePrice(),
                row.currentPrice(),
                rule,
                rule == null ? 0 : rule.stepsReached(row.confirmed(), row.capacity()),
                Labelled.of(EventStatus.class, row.status()),
                row.version(),
                false,
                true,
                row.createdBy(),
                row.createdAt(),
                row.updatedAt(),
                row.endedAt(),
                row.factNo(),
                row.updatedAt());
    }
}
