package io.evently.event.actor;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.event.Details;
import io.evently.event.Hundredths;
import io.evently.event.Labelled;
import io.evently.event.PricingRule;
import io.evently.event.WaitlistPolicy;
import io.evently.tables.EventRow;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** What columns of {@code events} hold, as events have it. */
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
                row.windowMinutes());
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
