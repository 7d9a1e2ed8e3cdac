package io.evently.api;

import io.evently.entity.EventView;
import io.evently.event.Details;
import io.evently.event.EventHead;
import io.evently.event.EventStatus;
import io.evently.event.PricingRule;
import io.evently.event.Tally;
import io.evently.event.WaitlistPolicy;
import io.evently.http.JsonWriter;
import io.evently.tables.EventRow;
import java.util.Locale;

/** Events as clients read them. */
final class EventJson {

    private EventJson() {}

    static void event(JsonWriter json, EventHead event, int availableSeats) {
        Details details = event.details();
        json.id("id", event.id());
        json.text("name", details.name());
        json.text("description", details.description());
        json.text("venue", details.venue());
        json.time("eventDate", details.eventDate());
        json.number("totalCapacity", event.capacity());
        json.number("availableSeats", availableSeats);
        json.money("basePrice", event.basePrice());
        json.money("currentPrice", event.currentPrice());
        json.text("status", status(event.status()));
        json.number("version", event.version());
        json.number("maxPerBooking", details.maxPerBooking());
        json.number(
                "maxPerUser", details.maxPerUser() == Details.NO_LIMIT ? null : Integer.valueOf(details.maxPerUser()));
        json.number("holdMinutes", details.holdMinutes());
        json.object("waitlist", waitlist -> {
            waitlist.text("policy", details.waitlistPolicy() == WaitlistPolicy.STRICT ? "strict" : "first_fit");
            waitlist.number("windowMinutes", details.windowMinutes());
        });
        pricingRule(json, event.pricingRule());
        json.time("createdAt", event.createdAt());
        json.time("updatedAt", event.updatedAt());
    }

    /** The same, from the tables. */
    static void row(JsonWriter json, EventRow row) {
        json.id("id", row.id());
        json.text("name", row.name());
        json.text("description", row.description());
        json.text("venue", row.venue());
        json.time("eventDate", row.eventDate());
        json.number("totalCapacity", row.capacity());
        json.number("availableSeats", row.available());
        json.money("basePrice", row.basePrice());
        json.money("currentPrice", row.currentPrice());
        json.text("status", row.status());
        json.number("version", row.version());
        json.number("maxPerBooking", row.maxPerBooking());
        json.number("maxPerUser", row.maxPerUser() == Details.NO_LIMIT ? null : Integer.valueOf(row.maxPerUser()));
        json.number("holdMinutes", row.holdMinutes());
        json.object("waitlist", waitlist -> {
            waitlist.text("policy", row.waitlistPolicy());
            waitlist.number("windowMinutes", row.windowMinutes());
        });
        json.raw("pricingRule", row.pricingRule());
        json.time("createdAt", row.createdAt());
        json.time("updatedAt", row.updatedAt());
    }

    static void availability(JsonWriter json, EventView view) {
        Tally seats = view.seats();
        json.id("eventId", view.event().id());
        json.number("availableSeats", seats.available());
        json.number("heldSeats", seats.held());
        json.number("promisedSeats", seats.promised());
        json.number("confirmedSeats", seats.confirmed());
        json.number("waitlistLength", view.waitlistLength());
        json.money("currentPrice", view.event().currentPrice());
        json.text("status", status(view.event().status()));
        json.number("version", view.event().version());
        json.number("revision", view.revision());
    }

    private static void pricingRule(JsonWriter json, PricingRule rule) {
        if (rule == null) {
            json.nothing("pricingRule");
            return;
        }
        json.object(
                "pricingRule",
                object -> object.objects("steps", rule.steps(), (item, step) -> {
                    item.text("soldShare", hundredths(step.soldPercent()));
                    item.text("factor", hundredths(step.factorPercent()));
                }));
    }

    private static String hundredths(int value) {
        return String.format(Locale.ROOT, "%d.%02d", value / 100, value % 100);
    }

    private static String status(EventStatus status) {
        return switch (status) {
            case ACTIVE -> "active";
            case CANCELLED -> "cancelled";
            case COMPLETED -> "completed";
        };
    }
}
