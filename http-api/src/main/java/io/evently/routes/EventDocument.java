package io.evently.routes;

import io.evently.event.Details;
import io.evently.event.SeatCounts;
import io.evently.event.actor.EventColumns;
import io.evently.event.actor.EventView;
import io.evently.event.state.EventSummary;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.EventRow;
import java.util.UUID;

/**
 * An event as clients read it, whether its actor or the tables tell. Amounts are cents, times microseconds.
 *
 * @param pricingRule in JSON; null: none
 */
record EventDocument(
        UUID id,
        Details details,
        int totalCapacity,
        int availableSeats,
        long basePrice,
        long currentPrice,
        String status,
        int version,
        String pricingRule,
        long createdAt,
        long updatedAt) {

    static EventDocument of(EventView view) {
        EventSummary event = view.event();
        return new EventDocument(
                event.id(),
                event.details(),
                event.capacity(),
                view.seats().available(),
                event.basePrice(),
                event.currentPrice(),
                event.status().label(),
                event.version(),
                EventColumns.json(event.pricingRule()),
                event.createdAt(),
                event.updatedAt());
    }

    static EventDocument of(EventRow row) {
        return new EventDocument(
                row.id(),
                EventColumns.details(row),
                row.capacity(),
                row.available(),
                row.basePrice(),
                row.currentPrice(),
                row.status(),
                row.version(),
                row.pricingRule(),
                row.createdAt(),
                row.updatedAt());
    }

    void write(JsonWriter json) {
        json.id("id", id);
        json.text("name", details.name());
        json.text("description", details.description());
        json.text("venue", details.venue());
        json.time("eventDate", details.eventDate());
        json.number("totalCapacity", totalCapacity);
        json.number("availableSeats", availableSeats);
        json.money("basePrice", basePrice);
        json.money("currentPrice", currentPrice);
        json.text("status", status);
        json.number("version", version);
        json.number("maxPerBooking", details.maxPerBooking());
        json.number(
                "maxPerUser", details.maxPerUser() == Details.NO_LIMIT ? null : Integer.valueOf(details.maxPerUser()));
        json.number("holdMinutes", details.holdMinutes());
        json.object("waitlist", waitlist -> {
            waitlist.text("policy", details.waitlistPolicy().label());
            waitlist.number("windowMinutes", details.windowMinutes());
        });
        json.raw("pricingRule", pricingRule);
        json.time("createdAt", createdAt);
        json.time("updatedAt", updatedAt);
    }

    /** What its actor alone can tell, at any moment of a sale. */
    static void availability(JsonWriter json, EventView view) {
        SeatCounts seats = view.seats();
        json.id("eventId", view.event().id());
        json.number("availableSeats", seats.available());
        json.number("heldSeats", seats.held());
        json.number("promisedSeats", seats.promised());
        json.number("confirmedSeats", seats.confirmed());
        json.number("waitlistLength", view.waitlistLength());
        json.money("currentPrice", view.event().currentPrice());
        json.text("status", view.event().status().label());
        json.number("version", view.event().version());
        json.number("revision", view.revision());
    }
}
