package io.evently.loadtest.sale;

import java.util.Collection;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Everything the customers of one event asked for and heard. Orders may be added by many threads. */
public final class SaleRecord {

    /** Counts among {@link #answers()} the bookings made, and the repeats that were answered with one. */
    public static final String CREATED = "CREATED";

    private final UUID eventId;
    private final int capacity;
    private final Queue<Order> orders = new ConcurrentLinkedQueue<>();

    /** The record of an event with that many seats. */
    public SaleRecord(UUID eventId, int capacity) {
        this.eventId = eventId;
        this.capacity = capacity;
    }

    public UUID eventId() {
        return eventId;
    }

    public int capacity() {
        return capacity;
    }

    /** Adds an order before it is first sent. */
    public Order add(Order order) {
        orders.add(order);
        return order;
    }

    public Collection<Order> orders() {
        return orders;
    }

    /** Requests for bookings that got an answer, counted by {@link #CREATED} or the code of the refusal. */
    public Map<String, Long> answers() {
        Map<String, Long> counts = new TreeMap<>();
        for (Order order : orders) {
            if (order.successes() > 0) {
                counts.merge(CREATED, (long) order.successes(), Long::sum);
            }
            order.refusals().forEach(code -> counts.merge(code, 1L, Long::sum));
        }
        return counts;
    }

    /** Requests for bookings that got no answer. */
    public long losses() {
        return orders.stream().mapToLong(Order::losses).sum();
    }
}
