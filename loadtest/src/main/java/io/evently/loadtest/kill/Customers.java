package io.evently.loadtest.kill;

import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.Errand;
import io.evently.loadtest.sale.Errand.Action;
import io.evently.loadtest.sale.Order;
import io.evently.loadtest.sale.SaleRecord;
import io.evently.loadtest.server.Tokens;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * What customers do in a sale that gets interrupted: book, hold and confirm, hold and let go, change their minds. Each
 * is a user of its own, for nobody may have two open holds of one event.
 */
final class Customers implements Supplier<Errand> {

    private static final int MOST_SEATS = 4;

    private final Random random;
    private final List<SaleRecord> sales;
    private final Tokens tokens;
    private final String keys;
    private int made;

    /**
     * Customers of several events.
     *
     * @param keys begins each of their idempotency keys; no other customers have it
     */
    Customers(Random random, List<SaleRecord> sales, Tokens tokens, String keys) {
        this.random = random;
        this.sales = sales;
        this.tokens = tokens;
        this.keys = keys;
    }

    @Override
    public Errand get() {
        SaleRecord sale = sales.get(random.nextInt(sales.size()));
        UUID user = UUID.randomUUID();
        boolean hold = random.nextInt(10) < 3;
        int quantity = 1 + random.nextInt(MOST_SEATS);
        var order = new Order(sale.eventId(), new Buyer(user, tokens.user(user)), keys + "-" + made++, quantity, hold);
        return new Errand(sale.add(order), hold ? afterHold() : afterBooking());
    }

    private List<Action> afterHold() {
        return switch (random.nextInt(5)) {
            case 0 -> List.of(Action.BOOK);
            case 1 -> List.of(Action.BOOK, Action.CANCEL);
            case 2 -> List.of(Action.BOOK, Action.CONFIRM, Action.CANCEL);
            default -> List.of(Action.BOOK, Action.CONFIRM);
        };
    }

    private List<Action> afterBooking() {
        return random.nextInt(10) == 0 ? List.of(Action.BOOK, Action.CANCEL) : List.of(Action.BOOK);
    }
}
