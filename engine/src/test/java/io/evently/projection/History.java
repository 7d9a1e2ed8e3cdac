package io.evently.projection;

import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Promotion;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.state.Event;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;

/** Commands for a {@link JournalFixture}: single ones, and a random life of many events (the same for the same seed). */
final class History {

    /** 2026-01-01T00:00:00.000001Z: the last microsecond must survive. */
    static final long START = 1_767_225_600_000_001L;

    static final long MINUTE = 60_000_000L;
    static final long DAY = 24 * 60 * MINUTE;
    static final UUID ADMIN = new UUID(1, 1);

    private final JournalFixture journal;
    private final Random random;
    private long at = START;

    History(JournalFixture journal, long seed) {
        this.journal = journal;
        this.random = new Random(seed);
    }

    static CreateEvent create(UUID id, String name, int capacity) {
        return create(id, name, capacity, START + 30 * DAY);
    }

    static CreateEvent create(UUID id, String name, int capacity, long eventDate) {
        return create(id, name, capacity, eventDate, WaitlistPolicy.STRICT);
    }

    static CreateEvent create(UUID id, String name, int capacity, long eventDate, WaitlistPolicy policy) {
        Details details = new Details(name, "A night out", "Hall", eventDate, 10, 0, 10, policy, 15);
        PricingRule rule = new PricingRule(List.of(new PricingRule.Step(50, 120)));
        return new CreateEvent(id, details, capacity, 4_990, rule, ADMIN);
    }

    static Book book(UUID bookingId, UUID userId, int quantity) {
        return new Book(bookingId, userId, quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    static Book hold(UUID bookingId, UUID userId, int quantity) {
        return new Book(bookingId, userId, quantity, true, Booking.NO_EXPECTED_PRICE, null);
    }

    static JoinWaitlist join(UUID entryId, UUID userId, int quantity) {
        return join(entryId, userId, quantity, 0);
    }

    static JoinWaitlist join(UUID entryId, UUID userId, int quantity, long expiresAt) {
        return new JoinWaitlist(entryId, userId, quantity, expiresAt, new NotifyPrefs(true, false), null);
    }

    long now() {
        return at;
    }

    /** Lets {@code count} events live through {@code commits} commits of some commands each; they sell out on the way. */
    void live(int count, int commits) throws SQLException {
        List<UUID> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = id(2);
            events.add(id);
            // Some are over before the end.
            long eventDate = i % 3 == 2 ? at + 10 * MINUTE : START + 30 * DAY;
            WaitlistPolicy policy = i % 2 == 0 ? WaitlistPolicy.STRICT : WaitlistPolicy.FIRST_FIT;
            journal.commit(id, at++, create(id, "Event " + i, 5 + random.nextInt(60), eventDate, policy));
        }
        for (int i = 0; i < commits; i++) {
            at += random.nextInt(10_000_000);
            UUID event = events.get(random.nextInt(count));
            EventCommand[] commands = new EventCommand[1 + random.nextInt(20)];
            for (int c = 0; c < commands.length; c++) {
                commands[c] = command(journal.event(event));
            }
            journal.commit(event, at, commands);
        }
    }

    private EventCommand command(Event event) {
        int dice = random.nextInt(1_000);
        UUID user = new UUID(7, random.nextInt(50));
        if (dice < 450) {
            return ofBookings(dice, user, event);
        }
        if (dice < 950) {
            return ofWaitlist(dice, user, event);
        }
        if (dice < 960) {
            return new EventCommand.SetPrice(random.nextInt(10_000), "a better price", IfMatch.ANY, ADMIN);
        }
        if (dice < 978) {
            return change();
        }
        return dice < 999
                ? new EventCommand.CompleteEvent(IfMatch.ANY, ADMIN)
                : new EventCommand.CancelEvent("the hall burnt down", IfMatch.ANY, ADMIN);
    }

    private EventCommand ofBookings(int dice, UUID user, Event event) {
        Booking known = any(event.bookings());
        if (dice < 170 || known == null) {
            return book(id(3), user, 1 + random.nextInt(4));
        }
        if (dice < 280) {
            return hold(id(3), user, 1 + random.nextInt(4));
        }
        return dice < 340 ? new CancelBooking(known.id(), ADMIN, true) : new ConfirmHold(known.id(), known.userId());
    }

    private EventCommand ofWaitlist(int dice, UUID user, Event event) {
        WaitlistEntry entry = any(event.waitlist().entries());
        Promotion promotion = any(event.waitlist().promotions());
        if (dice < 700 || entry == null) {
            long expiresAt = random.nextBoolean() ? 0 : at + random.nextInt(30) * MINUTE;
            return join(id(4), user, 1 + random.nextInt(4), expiresAt);
        }
        if (dice < 720) {
            return new EventCommand.LeaveWaitlist(entry.userId(), null);
        }
        if (dice < 800 || promotion == null) {
            return new EventCommand.SetPriority(entry.id(), random.nextInt(5) - 2, "because " + dice, ADMIN);
        }
        return dice < 900
                ? new EventCommand.ClaimPromotion(promotion.id(), id(3), promotion.userId())
                : new EventCommand.DeclinePromotion(promotion.id(), promotion.userId());
    }

    private EventCommand change() {
        Integer capacity = random.nextBoolean() ? null : Integer.valueOf(5 + random.nextInt(60));
        int maxPerBooking = 2 + random.nextInt(9);
        Integer maxPerUser = random.nextBoolean() ? null : Integer.valueOf(4 + random.nextInt(12));
        WaitlistPolicy policy = random.nextBoolean() ? WaitlistPolicy.STRICT : WaitlistPolicy.FIRST_FIT;
        int window = 5 + random.nextInt(15);
        return new EventCommand.ChangeEvent(
                "Renamed at " + at,
                null,
                null,
                null,
                capacity,
                maxPerBooking,
                maxPerUser,
                null,
                policy,
                window,
                IfMatch.ANY,
                ADMIN,
                false);
    }

    /** Null if there is none. */
    private <T> T any(Iterable<T> all) {
        List<T> list = new ArrayList<>();
        all.forEach(list::add);
        return list.isEmpty() ? null : list.get(random.nextInt(list.size()));
    }

    private UUID id(int kind) {
        return new UUID(kind, random.nextLong());
    }
}
