package io.evently.event.actor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Hundredths;
import io.evently.event.Labelled;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.SeatCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.EventSummary;
import io.evently.tables.BookingRow;
import io.evently.tables.EventRow;
import io.evently.tables.PromotionRow;
import io.evently.tables.WaitlistRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What the tables' columns about an event hold, as its actor has it. */
public final class EventColumns {

    private static final ObjectMapper JSON = new ObjectMapper();

    private EventColumns() {}

    public static Details details(EventRow row) {
        return new Details(
                row.name(),
                row.description(),
                row.venue(),
                row.eventDate(),
                row.maxPerBooking(),
                row.maxPerUser(),
                row.holdMinutes(),
                Labelled.of(WaitlistPolicy.class, row.waitlistPolicy()),
                row.windowMinutes(),
                row.timeZone());
    }

    /** An event as its actor would show it, if nobody waits for it and time changes nothing of it. */
    public static EventView view(EventRow row) {
        var seats = new SeatCounts(row.capacity(), row.confirmed(), row.held(), row.promised(), row.revenue());
        return new EventView(summary(row), seats, 0, Long.MAX_VALUE);
    }

    private static EventSummary summary(EventRow row) {
        PricingRule rule = pricingRule(row.pricingRule());
        return new EventSummary(
                row.id(),
                details(row),
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

    public static Booking booking(BookingRow row) {
        return new Booking(
                row.id(),
                row.userId(),
                row.quantity(),
                row.unitPrice(),
                Labelled.of(BookingStatus.class, row.status()),
                row.createdAt(),
                row.holdExpiresAt(),
                row.updatedAt(),
                null,
                Booking.NO_EXPECTED_PRICE);
    }

    public static Promotion promotion(PromotionRow row) {
        return new Promotion(
                row.id(),
                row.entryId(),
                row.userId(),
                row.quantity(),
                row.unitPrice(),
                row.promotedAt(),
                row.expiresAt(),
                Labelled.of(PromotionStatus.class, row.status()),
                row.promotedAt(),
                row.wasDeclined(),
                row.bookingId());
    }

    /** The entry without its promotion; the row says whether it has ended. */
    public static WaitlistEntry entry(WaitlistRow row) {
        return new WaitlistEntry(
                row.id(),
                row.userId(),
                row.quantity(),
                row.priority(),
                row.joinedAt(),
                row.joinNo(),
                row.expiresAt(),
                new NotifyPrefs(row.notifyByEmail(), row.notifyInApp()),
                null);
    }

    /** As in the API: {@code {"steps":[{"soldShare":"0.50","factor":"1.20"}]}}. Null stands for no rule. */
    public static String json(PricingRule rule) {
        if (rule == null) {
            return null;
        }
        return rule.steps().stream()
                .map(step -> "{\"soldShare\":\"" + Hundredths.format(step.soldPercent()) + "\",\"factor\":\""
                        + Hundredths.format(step.factorPercent()) + "\"}")
                .collect(Collectors.joining(",", "{\"steps\":[", "]}"));
    }

    /**
     * The rule that {@link #json} wrote.
     *
     * @throws IllegalStateException if it is none
     */
    static PricingRule pricingRule(String json) {
        if (json == null) {
            return null;
        }
        try {
            List<PricingRule.Step> steps = new ArrayList<>();
            for (JsonNode step : JSON.readTree(json).get("steps")) {
                steps.add(new PricingRule.Step(hundredths(step.get("soldShare")), hundredths(step.get("factor"))));
            }
            return new PricingRule(steps);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("the tables hold no pricing rule: " + json, e);
        }
    }

    private static int hundredths(JsonNode text) {
        return Hundredths.of(new BigDecimal(text.textValue()));
    }
}
