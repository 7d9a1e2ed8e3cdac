package io.evently.routes;

import io.evently.event.Details;
import io.evently.event.SeatCounts;
import io.evently.event.actor.EventColumns;
import io.evently.event.actor.EventView;
import io.evently.event.state.EventSummary;
import io.evently.http.answer.JsonWriter;
import io.evently.tables.EventRow;
import java.util.function.Consumer;

/** An event as clients read it, whether its actor or the tables tell. */
final class EventDocument {

    private EventDocument() {}

    static Consumer<JsonWriter> of(EventRow row) {
        return of(EventColumns.view(row));
    }

    static Consumer<JsonWriter> of(EventView view) {
        EventSummary event = view.event();
        Details details = event.details();
        return json -> {
            json.id("id", event.id());
            json.text("name", details.name());
            json.text("description", details.description());
            json.text("venue", details.venue());
            json.time("eventDate", details.eventDate());
            json.text("timeZone", details.timeZone());
            json.number("totalCapacity", event.capacity());
            json.number("availableSeats", view.seats().available());
            json.money("basePrice", event.basePrice());
            json.money("currentPrice", event.currentPrice());
            json.text("status", event.status().label());
            json.number("version", event.version());
            json.number("maxPerBooking", details.maxPerBooking());
            json.number(
                    "maxPerUser",
                    details.maxPerUser() == Details.NO_LIMIT ? null : Integer.valueOf(details.maxPerUser()));
            json.number("holdMinutes", details.holdMinutes());
            json.object("waitlist", waitlist -> {
                waitlist.text("policy", details.waitlistPolicy().label());
                waitlist.number("windowMinutes", details.windowMinutes());
            });
            json.raw("pricingRule", EventColumns.json(event.pricingRule()));
            json.time("createdAt", event.createdAt());
            json.time("updatedAt", event.updatedAt());
        };
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
