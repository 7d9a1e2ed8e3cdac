package io.evently.entity;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.event.Hundredths;
import io.evently.event.PricingRule;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Pricing rules as the API and the tables have them: {@code {"steps":[{"soldShare":"0.50","factor":"1.20"}]}}. Null
 * stands for none.
 */
public final class PricingRuleJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private PricingRuleJson() {}

    public static String write(PricingRule rule) {
        if (rule == null) {
            return null;
        }
        return rule.steps().stream()
                .map(step -> "{\"soldShare\":\"" + Hundredths.format(step.soldPercent()) + "\",\"factor\":\""
                        + Hundredths.format(step.factorPercent()) + "\"}")
                .collect(Collectors.joining(",", "{\"steps\":[", "]}"));
    }

    /** @throws IllegalStateException if it is no pricing rule */
    static PricingRule read(String json) {
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
