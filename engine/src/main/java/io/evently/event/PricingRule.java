package io.evently.event;

import java.util.List;

/**
 * Prices that rise with the sale: when the sold share of the seats reaches a step, the price becomes base price times
 * the step's factor, rounded half up.
 *
 * @param steps in ascending order of share, 1 to {@value #MAX_STEPS} of them
 */
public record PricingRule(List<Step> steps) {

    public static final int MAX_STEPS = 20;

    /**
     * @param soldPercent share of the capacity that must be confirmed, in hundredths, 1 to 100
     * @param factorPercent the factor of the base price, in hundredths, 1 to 10,000
     */
    public record Step(int soldPercent, int factorPercent) {

        /** Whether {@code sold} of {@code capacity} seats reach this step. */
        public boolean isReachedBy(int sold, int capacity) {
            return 100L * sold >= (long) soldPercent * capacity;
        }

        /** The price at this step, in cents, rounded half up. */
        public long priceFrom(long basePrice) {
            return (basePrice * factorPercent + 50) / 100;
        }
    }

    public PricingRule {
        steps = List.copyOf(steps);
    }

    /** How many steps, counted from the first, {@code sold} of {@code capacity} seats have reached. */
    public int stepsReached(int sold, int capacity) {
        int reached = 0;
        while (reached < steps.size() && steps.get(reached).isReachedBy(sold, capacity)) {
            reached++;
        }
        return reached;
    }
}
