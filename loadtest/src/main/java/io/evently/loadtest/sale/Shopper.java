package io.evently.loadtest.sale;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * A well-behaved customer's program: places one order after another; when told {@code BUSY} it waits as long as it is
 * asked to, and after a loss it repeats the same order with the same key.
 */
public final class Shopper implements Caller {

    /** A server that answers nothing this often in a row is down, and no longer worth asking. */
    private static final int MOST_REPEATS = 20;

    private final Requests requests;
    private final Supplier<Order> orders;
    private Order order;
    private Duration pause = Duration.ZERO;
    private int repeats;

    /**
     * A customer of that server.
     *
     * @param orders the next order to place, null when there are no more; asked by the client's thread
     */
    public Shopper(Requests requests, Supplier<Order> orders) {
        this.requests = requests;
        this.orders = orders;
    }

    @Override
    public Step next() {
        if (!pause.isZero()) {
            var step = new Step.Pause(pause);
            pause = Duration.ZERO;
            return step;
        }
        if (order == null) {
            order = orders.get();
            repeats = 0;
        }
        return order == null ? new Step.Done() : new Step.Send(requests.book(order));
    }

    @Override
    public void heard(Outcome outcome) {
        order.heard(outcome);
        boolean again = outcome instanceof Outcome.Lost;
        if (outcome instanceof Outcome.Answer answer && answer.retryAfter() != null) {
            pause = answer.retryAfter();
            again = true;
        }
        if (!again || ++repeats > MOST_REPEATS) {
            order = null;
        }
    }
}
