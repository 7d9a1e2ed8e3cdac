package io.evently.loadtest.stampede;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.queue.Turn;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.server.Tokens;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Those who give their seats back, and behind each somebody who hopes to snatch one without waiting. May be asked by many
 * threads.
 */
public final class Returns {

    private final Deque<Turn> turns = new ConcurrentLinkedDeque<>();
    private final QueueRecord record;
    private final Tokens tokens;

    /** Those of the orders, all accepted, that are not cancelled yet, and outsiders who were left in doubt. */
    public Returns(QueueRecord record, List<Order> orders, Tokens tokens) {
        this.record = record;
        this.tokens = tokens;
        orders.stream()
                .filter(order -> !record.back().contains(order))
                .map(order -> Turn.cancel(order, outcome -> heardOfCancellation(order, outcome)))
                .forEach(turns::add);
        record.outsiders().stream()
                .filter(order -> order.fate() == Order.Fate.UNKNOWN)
                .map(order -> Turn.book(order, order::heard))
                .forEach(turns::add);
    }

    /** The next, or null when there is none any more. */
    public Turn next() {
        return turns.poll();
    }

    private void heardOfCancellation(Order order, Outcome outcome) {
        order.heardOfCancellation(outcome);
        if (outcome instanceof Outcome.Answer answer
                && answer.status() == 200
                && record.back().add(order)) {
            Order snatch = snatch(order);
            record.sale().add(snatch);
            record.outsiders().add(snatch);
            turns.addFirst(Turn.book(snatch, snatch::heard));
        }
    }

    private Order snatch(Order order) {
        UUID id = UUID.randomUUID();
        return new Order(order.eventId(), new Buyer(id, tokens.user(id)), "snatch-" + order.key(), 1, false);
    }
}
