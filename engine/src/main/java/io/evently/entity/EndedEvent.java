package io.evently.entity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.event.Details;
import io.evently.event.EventHead;
import io.evently.event.EventStatus;
import io.evently.event.PricingRule;
import io.evently.event.Tally;
import io.evently.event.WaitlistPolicy;
import io.evently.tables.EventRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** An event that is over, and had bookings, as its actor would show it, from its row in the tables. */
final class EndedEvent {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EndedEvent() {}

    /** Nobody waits for what is over, and time changes nothing of it. */
    static EventView of(EventRow row) {
        var seats = new Tally(row.capacity(), row.confirmed(), row.held(), row.promised(), row.revenue());
        return new EventView(head(row), seats, 0, Long.MAX_VALUE);
    }

    private static EventHead head(EventRow row) {
        var details = new Details(
                row.name(),
                row.description(),
                row.venue(),
                row.eventDate(),
                row.maxPerBooking(),
                row.maxPerUser(),
                row.holdMinutes(),
                row.waitlistPolicy().equals("strict") ? WaitlistPolicy.STRICT : WaitlistPolicy.FIRST_FIT,
                row.windowMinutes());
        PricingRule rule = row.pricingRule() == null ? null : rule(row.pricingRule());
        return new EventHead(
                row.id(),
                details,
                row.capacity(),
                row.basePrice(),
                row.currentPrice(),
                rule,
                rule == null ? 0 : rule.stepsReached(row.confirmed(), row.capacity()),
                row.status().equals("cancelled") ? EventStatus.CANCELLED : EventStatus.COMPLETED,
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

    /** {@code {"steps": [{"soldShare": "0.50", "factor": "1.20"}]}}. */
    private static PricingRule rule(String json) {
        try {
            List<PricingRule.Step> steps = new ArrayList<>();
            for (JsonNode step : JSON.readTree(json).get("steps")) {
                steps.add(new PricingRule.Step(hundredths(step.get("soldShare")), hundredths(step.get("factor"))));
            }
            return new PricingRule(steps);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalStateException("the tables hold no pricing rule: " + json, e);
        }
    }

    private static int hundredths(JsonNode text) {
        return new BigDecimal(text.textValue()).movePointRight(2).intValueExact();
    }
}
