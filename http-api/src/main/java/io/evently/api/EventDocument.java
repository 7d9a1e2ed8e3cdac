package io.evently.api;

import io.evently.entity.EventView;
import io.evently.entity.PricingRuleJson;
import io.evently.event.Details;
import io.evently.event.EventHead;
import io.evently.event.Tally;
import io.evently.http.JsonWriter;
import io.evently.tables.EventRow;
import java.util.UUID;

/**
 * An event as clients read it, whether its actor or the tables tell. Amounts are cents, times microseconds.
 *
 * @param pricingRule as {@link PricingRuleJson} writes it; null: none
 */
record EventDocument(
        UUID id,
        String name,
        String description,
        String venue,
        long eventDate,
        int totalCapacity,
        int availableSeats,
        long basePrice,
        long currentPrice,
        String status,
        int version,
        int maxPerBooking,
        int maxPerUser,
        int holdMinutes,
        String waitlistPolicy,
        int windowMinutes,
        String pricingRule,
        long createdAt,
        long updatedAt) {

    static EventDocument of(EventView view) {
        EventHead event = view.event();
        Details details = event.details();
        return new EventDocument(
                event.id(),
                details.name(),
                details.description(),
                details.venue(),
                details.eventDate(),
                event.capacity(),
                view.seats().available(),
                event.basePrice(),
                event.currentPrice(),
                event.status().label(),
                event.version(),
                details.maxPerBooking(),
                details.maxPerUser(),
                details.holdMinutes(),
                details.waitlistPolicy().label(),
                details.windowMinutes(),
                PricingRuleJson.write(event.pricingRule()),
                event.createdAt(),
                event.updatedAt());
    }

    static EventDocument of(EventRow row) {
        return new EventDocument(
                row.id(),
                row.name(),
                row.description(),
                row.venue(),
                row.eventDate(),
                row.capacity(),
                row.available(),
                row.basePrice(),
                row.currentPrice(),
                row.status(),
                row.version(),
                row.maxPerBooking(),
                row.maxPerUser(),
                row.holdMinutes(),
                row.waitlistPolicy(),
                row.windowMinutes(),
                row.pricingRule(),
                row.createdAt(),
                row.updatedAt());
    }

    void write(JsonWriter json) {
        json.id("id", id);
        json.text("name", name);
        json.text("description", description);
        json.text("venue", venue);
        json.time("eventDate", eventDate);
        json.number("totalCapacity", totalCapacity);
        json.number("availableSeats", availableSeats);
        json.money("basePrice", basePrice);
        json.money("currentPrice", currentPrice);
        json.text("status", status);
        json.number("version", version);
        json.number("maxPerBooking", maxPerBooking);
        json.number("maxPerUser", maxPerUser == Details.NO_LIMIT ? null : Integer.valueOf(maxPerUser));
        json.number("holdMinutes", holdMinutes);
        json.object("waitlist", waitlist -> {
            waitlist.text("policy", waitlistPolicy);
            waitlist.number("windowMinutes", windowMinutes);
        });
        json.raw("pricingRule", pricingRule);
        json.time("createdAt", createdAt);
        json.time("updatedAt", updatedAt);
    }

    /** What its actor alone can tell, at any moment of a sale. */
    static void availability(JsonWriter json, EventView view) {
        Tally seats = view.seats();
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
