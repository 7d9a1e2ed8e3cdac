package io.evently.projection;

import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.PricingRule;
import io.evently.event.WaitlistPolicy;
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
    private final List<UUID> bookings = new ArrayList<>();
    private long at = START;

    History(JournalFixture journal, long seed) {
        this.journal = journal;
        this.random = new Random(seed);
    }

    static CreateEvent create(UUID id, String name, int capacity) {
        return create(id, name, capacity, START + 30 * DAY);
    }

    static CreateEvent create(UUID id, String name, int capacity, long eventDate) {
        Details details = new Details(name, "A night out", "Hall", eventDate, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        PricingRule rule = new PricingRule(List.of(new PricingRule.Step(50, 120)));
        return new CreateEvent(id, details, capacity, 4_990, rule, ADMIN);
    }

    static Book book(UUID bookingId, UUID userId, int quantity) {
        return new Book(bookingId, userId, quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    static Book hold(UUID bookingId, UUID userId, int quantity) {
        return new Book(bookingId, userId, quantity, true, Booking.NO_EXPECTED_PRICE, null);
    }

    long now() {
        return at;
    }

    /** Lets {@code count} events live through {@code commits} commits of some commands each. */
    void live(int count, int commits) throws SQLException {
        List<UUID> events = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            UUID id = id(2);
            events.add(id);
            journal.commit(id, at++, create(id, "Event " + i, 20 + random.nextInt(200)));
        }
        for (int i = 0; i < commits; i++) {
            at += random.nextInt(10_000_000);
            EventCommand[] commands = new EventCommand[1 + random.nextInt(20)];
            for (int c = 0; c < commands.length; c++) {
                commands[c] = command();
            }
            journal.commit(events.get(random.nextInt(count)), at, commands);
        }
    }

    private EventCommand command() {
        int dice = random.nextInt(100);
        UUID user = new UUID(7, random.nextInt(50));
        if (dice < 45 || bookings.isEmpty()) {
            return remember(book(id(3), user, 1 + random.nextInt(4)));
        }
        UUID known = bookings.get(random.nextInt(bookings.size()));
        if (dice < 65) {
            return remember(hold(id(3), user, 1 + random.nextInt(4)));
        }
        if (dice < 80) {
            return new CancelBooking(known, ADMIN, true);
        }
        if (dice < 95) {
            return new ConfirmHold(known, ownerOf(known));
        }
        if (dice < 97) {
            return new EventCommand.SetPrice(random.nextInt(10_000), "a better price", IfMatch.ANY, ADMIN);
        }
        if (dice < 99) {
            return new EventCommand.ChangeEvent(
                    "Renamed at " + at, null, null, null, 200, null, null, null, null, null, IfMatch.ANY, ADMIN);
        }
        return new EventCommand.CancelEvent("the hall burnt down", IfMatch.ANY, ADMIN);
    }

    private Book remember(Book book) {
        bookings.add(book.bookingId());
        return book;
    }

    private UUID ownerOf(UUID bookingId) {
        for (var event : journal.events().values()) {
            Booking booking = event.booking(bookingId, at);
            if (booking != null) {
                return booking.userId();
            }
        }
        return ADMIN;
    }

    private UUID id(int kind) {
        return new UUID(kind, random.nextLong());
    }
}
