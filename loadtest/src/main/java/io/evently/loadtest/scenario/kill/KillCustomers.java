package io.evently.loadtest.scenario.kill;

import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.history.Sale;
import io.evently.loadtest.sut.Tokens;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;

/**
 * What customers do in a sale that gets interrupted: book, hold and confirm, hold and let go, change their minds. Each
 * is a user of its own, for nobody may have two open holds of one event.
 */
final class KillCustomers implements Supplier<Task> {

    private static final int MOST_SEATS = 4;

    private final Random random;
    private final List<Sale> sales;
    private final Tokens tokens;
    private final String keys;
    private int made;

    /**
     * Customers of several events.
     *
     * @param keys begins each of their idempotency keys; no other customers have it
     */
    KillCustomers(Random random, List<Sale> sales, Tokens tokens, String keys) {
        this.random = random;
        this.sales = sales;
        this.tokens = tokens;
        this.keys = keys;
    }

    @Override
    public Task get() {
        Sale sale = sales.get(random.nextInt(sales.size()));
        boolean hold = random.nextInt(10) < 3;
        int quantity = 1 + random.nextInt(MOST_SEATS);
        Buyer buyer = Buyer.someone(tokens);
        Request book = Request.book(sale.eventId(), buyer, keys + "-" + made++, quantity, hold);
        return Task.booking(book, hold ? afterHold() : afterBooking());
    }

    private Kind[] afterHold() {
        return switch (random.nextInt(5)) {
            case 0 -> new Kind[] {};
            case 1 -> new Kind[] {Kind.CANCEL};
            case 2 -> new Kind[] {Kind.CONFIRM, Kind.CANCEL};
            default -> new Kind[] {Kind.CONFIRM};
        };
    }

    private Kind[] afterBooking() {
        return random.nextInt(10) == 0 ? new Kind[] {Kind.CANCEL} : new Kind[] {};
    }
}
