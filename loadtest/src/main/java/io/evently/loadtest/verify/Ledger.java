package io.evently.loadtest.verify;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Refusal;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/**
 * What customers heard about a great many bookings: each in 8 bytes where a {@link io.evently.loadtest.history.History} keeps the order and its
 * answer, so that a million fit beside the load and cost it little. For one event or many; confirmed bookings only. Used
 * by one thread.
 */
public final class Ledger {

    private static final int MOST_EXAMPLES = 5;

    private final Map<UUID, Long> seats = new HashMap<>();
    private final int capacity;
    private final Digests booked = new Digests();
    private final Map<String, Long> answers = new TreeMap<>();
    private final List<String> contradictions = new ArrayList<>();
    private long created;
    private long losses;

    /**
     * An empty ledger.
     *
     * @param capacity of each event
     */
    public Ledger(Collection<UUID> eventIds, int capacity) {
        eventIds.forEach(id -> seats.put(id, 0L));
        this.capacity = capacity;
    }

    /** Takes what came of asking for that many seats. */
    public void heard(Outcome outcome, UUID eventId, UUID userId, int quantity) {
        if (!(outcome instanceof Outcome.Answer answer)) {
            losses++;
        } else if (answer.status() == 201) {
            created++;
            heardBooking(PromisedBooking.of(answer.body()), eventId, userId, quantity);
        } else {
            answers.merge(Refusal.quickCodeOf(answer), 1L, Long::sum);
        }
    }

    private void heardBooking(PromisedBooking heard, UUID eventId, UUID userId, int quantity) {
        boolean asAsked = heard.eventId().equals(eventId)
                && heard.userId().equals(userId)
                && heard.quantity() == quantity
                && seats.containsKey(eventId);
        if (!asAsked && contradictions.size() < MOST_EXAMPLES) {
            contradictions.add(userId + " asked for " + quantity + " of " + eventId + " and got " + heard);
        }
        booked.add(heard);
        seats.merge(heard.eventId(), (long) heard.quantity(), Long::sum);
    }

    public Set<UUID> eventIds() {
        return seats.keySet();
    }

    /** Seats of each event. */
    public int capacity() {
        return capacity;
    }

    /** Bookings acknowledged. */
    public int bookings() {
        return booked.size();
    }

    /** Seats acknowledged of that event. */
    public long seats(UUID eventId) {
        return seats.get(eventId);
    }

    /** Answers counted by {@link Tables#CREATED} or the code of the refusal. */
    public Map<String, Long> answers() {
        Map<String, Long> all = new TreeMap<>(answers);
        if (created > 0) {
            all.put(Tables.CREATED, created);
        }
        return all;
    }

    /** Answers of all kinds. */
    public long answered() {
        return created + answers.values().stream().mapToLong(Long::longValue).sum();
    }

    /** Requests that got no answer; each was repeated under its key. */
    public long losses() {
        return losses;
    }

    /** Answers to something that was not asked, a few of them. */
    List<String> contradictions() {
        return contradictions;
    }

    Digests booked() {
        return booked;
    }
}
