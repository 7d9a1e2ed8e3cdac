package io.evently.loadtest.bench;

import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.verify.Ledger;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * Where everybody books 1 to 4 seats of fresh events, one event after another so that all are booked evenly, each booking
 * under an idempotency key of its own. Keeps what it heard in a {@link Ledger}. Used by one thread.
 */
final class BookingSource {

    /** Seats for all. */
    static final int ENDLESS = 1_000_000_000;

    private static final int MOST_SEATS = 4;

    private final String host;
    private final Supplier<Buyer> buyers;
    private final List<UUID> events;
    private final Ledger ledger;
    private final String keys = UUID.randomUUID().toString().substring(0, 8) + "-";
    private final Random random = new Random(1);
    private long asked;

    /** Of events that are on sale with so many seats each. */
    BookingSource(String host, Supplier<Buyer> buyers, List<UUID> events, int capacity) {
        this.host = host;
        this.buyers = buyers;
        this.events = events;
        this.ledger = new Ledger(events, capacity);
    }

    /** Puts so many events on sale, to whoever {@code buyers} names next. */
    static BookingSource onSale(EventlyApi api, String host, Supplier<Buyer> buyers, int events, int capacity) {
        List<UUID> ids = new ArrayList<>();
        for (int i = 0; i < events; i++) {
            ids.add(api.createEvent("Bench " + i, capacity));
        }
        return new BookingSource(host, buyers, ids, capacity);
    }

    /** Anybody of these. */
    static Supplier<Buyer> anyOf(List<Buyer> buyers) {
        var random = new Random(1);
        return () -> buyers.get(random.nextInt(buyers.size()));
    }

    /** The next booking. */
    LoadRequest booking() {
        UUID event = events.get((int) (asked % events.size()));
        Buyer buyer = buyers.get();
        Request book = Request.book(event, buyer, keys + asked++, 1 + random.nextInt(MOST_SEATS), false);
        return new LoadRequest(book.bytes(host), outcome -> ledger.heard(outcome, event, buyer.id(), book.quantity()));
    }

    /** All of its events, each booked in turn. */
    List<UUID> eventIds() {
        return List.copyOf(events);
    }

    /** The first of its events. */
    UUID event() {
        return events.get(0);
    }

    Ledger ledger() {
        return ledger;
    }
}
