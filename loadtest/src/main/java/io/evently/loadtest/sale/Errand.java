package io.evently.loadtest.sale;

import java.util.ArrayList;
import java.util.List;

/**
 * What a customer sets out to do about one order, step by step; the steps after the booking only if it is accepted.
 *
 * @param order the order
 * @param steps beginning with {@link Action#BOOK}
 */
public record Errand(Order order, List<Action> steps) {

    /** One request. */
    public enum Action {
        BOOK,
        CONFIRM,
        CANCEL
    }

    /** Just to book. */
    public static Errand booking(Order order) {
        return new Errand(order, List.of(Action.BOOK));
    }

    /** To ask once more for all that was asked of the order, whatever came of it. */
    public static Errand repeating(Order order) {
        List<Action> steps = new ArrayList<>();
        steps.add(Action.BOOK);
        if (order.cancellationAsked()) {
            steps.add(Action.CANCEL);
        } else if (order.confirmationAsked()) {
            steps.add(Action.CONFIRM);
        }
        return new Errand(order, steps);
    }
}
