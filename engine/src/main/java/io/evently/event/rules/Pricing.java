package io.evently.event.rules;

import io.evently.event.Fact;
import io.evently.event.PricingRule;
import io.evently.event.SeatCounts;
import io.evently.event.state.Event;
import java.util.List;
import java.util.Locale;

/** The price that follows a fact, if the sold share of the seats reaches a step of the {@link PricingRule} by it. */
final class Pricing {

    private Pricing() {}

    /** The fact by which so many seats more are sold, and the new price if one follows. */
    static List<Fact> afterSale(Event event, int seats, Fact fact) {
        SeatCounts tally = event.tally();
        return after(event, tally.confirmed() + seats, tally.capacity(), fact);
    }

    /** The fact by which {@code sold} of {@code capacity} seats are sold, and the new price if one follows. */
    static List<Fact> after(Event event, int sold, int capacity, Fact fact) {
        PricingRule rule = event.pricingRule();
        int reached = rule == null ? 0 : rule.stepsReached(sold, capacity);
        if (reached <= event.pricingStep()) {
            return List.of(fact);
        }
        PricingRule.Step step = rule.steps().get(reached - 1);
        // ROOT: a fact must not depend on the language of the machine.
        String reason = String.format(
                Locale.ROOT,
                "pricing rule: %d %% sold, factor %d.%02d",
                step.soldPercent(),
                step.factorPercent() / 100,
                step.factorPercent() % 100);
        return List.of(
                fact,
                new Fact.PriceChanged(event.currentPrice(), step.priceFrom(event.basePrice()), reason, reached, null));
    }
}
