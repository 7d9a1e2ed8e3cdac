package io.evently.loadtest.bench;

import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.WaitlistPolicy;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Prints how many bookings a second one core decides when nothing else is to be done: no HTTP, no actor, no journal, no
 * tables. One event with seats for all, 50,000 users, a key each, 64 bookings to a commit.
 */
final class DeciderCeiling {

    private static final int ROUND = 64;
    private static final int USERS = 50_000;
    private static final int CAPACITY = 1_000_000_000;
    private static final long PRICE_CENTS = 4_990;
    private static final long START = 1_767_225_600_000_000L; // 2026-01-01, in microseconds
    private static final long EVENT_DATE = START + TimeUnit.DAYS.toMicros(30);

    /** A heap of 1 GB holds a few million; beyond, the collector would be what is measured. */
    private static final int MOST_BOOKINGS = 1_000_000;

    private static final long WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(4);
    private static final long MEASURED_NANOS = TimeUnit.SECONDS.toNanos(5);

    private final UUID[] users = new UUID[USERS];
    private final Random random = new Random(1);
    private Event event;
    private int booked;
    private long at = START;

    private DeciderCeiling() {
        for (int i = 0; i < USERS; i++) {
            users[i] = new UUID(random.nextLong(), random.nextLong());
        }
    }

    public static void main(String[] arguments) {
        var ceiling = new DeciderCeiling();
        ceiling.perSecond(WARM_UP_NANOS);
        System.out.println(Math.round(ceiling.perSecond(MEASURED_NANOS)));
    }

    private double perSecond(long nanos) {
        long start = System.nanoTime();
        long decided = 0;
        long now = start;
        while (now - start < nanos) {
            bookARound();
            decided += ROUND;
            now = System.nanoTime();
        }
        return decided / ((now - start) / 1e9);
    }

    private void bookARound() {
        if (event == null || booked >= MOST_BOOKINGS) {
            putOnSale();
        }
        at += 1_000;
        var round = new GroupCommit(event, at, 1_000);
        for (int i = 0; i < ROUND; i++) {
            round.decide(new EventCommand.Book(
                    new UUID((at << 16) | 0x7000, random.nextLong()),
                    users[random.nextInt(USERS)],
                    1 + random.nextInt(4),
                    false,
                    PRICE_CENTS,
                    new KeyHash(random.nextLong(), random.nextLong())));
        }
        booked += ROUND;
        if (round.commit().facts().size() != ROUND) {
            throw new IllegalStateException("not every booking was accepted");
        }
    }

    private void putOnSale() {
        booked = 0;
        event = new Event();
        var details = new Details("Concert", null, "Hall", EVENT_DATE, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        event.apply(new Fact.EventCreated(UUID.randomUUID(), details, CAPACITY, PRICE_CENTS, null, users[0]), at);
    }
}
