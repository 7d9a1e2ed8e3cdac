package io.evently.loadtest.scenario.stampede;

import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.scenario.stampede.Queue.Sold;
import io.evently.loadtest.sut.Tokens;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedDeque;

/**
 * Those who give their seats back, and behind each somebody who hopes to snatch one without waiting. May be asked by many
 * threads.
 */
public final class Returns {

    private final Deque<Task> tasks = new ConcurrentLinkedDeque<>();
    private final Queue queue;
    private final Tokens tokens;

    /** Those of the bookings that are not cancelled yet, and outsiders who were left in doubt. */
    Returns(Queue queue, List<Sold> bookings, Tokens tokens) {
        this.queue = queue;
        this.tokens = tokens;
        bookings.stream()
                .filter(sold -> !queue.back().contains(sold))
                .map(this::cancellation)
                .forEach(tasks::add);
        queue.history().inDoubt().stream()
                .map(book -> Task.of(Request.again(book, Buyer.of(book.userId(), tokens))))
                .forEach(tasks::add);
    }

    /** The next, or null when there is none any more. */
    public Task next() {
        return tasks.poll();
    }

    private Task cancellation(Sold sold) {
        UUID eventId = queue.sale().eventId();
        Request cancel = Request.of(Kind.CANCEL, eventId, sold.buyer(), sold.booking());
        Request snatch = Request.book(eventId, Buyer.someone(tokens), "snatch-" + sold.booking(), 1, false);
        return new Task(cancel, answer -> answer.ok() && queue.back().add(sold) ? Task.of(snatch) : null);
    }
}
