package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.WaitlistEntry;
import io.evently.event.state.Event;
import io.evently.event.state.EventSummary;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The tables against the events that their own rules replayed. */
final class Replay {

    private Replay() {}

    /** Each event with its bookings, entries and promotions as {@link Event} itself has them after its last commit. */
    static void tablesMustEqual(JournalFixture journal) throws SQLException {
        try (Connection connection = journal.connection()) {
            var events = EventsTable.byIds(connection, journal.events().keySet());
            assertThat(events).hasSameSizeAs(journal.events().entrySet());
            int bookings = 0;
            for (Event event : journal.events().values()) {
                List<UUID> ids = new ArrayList<>();
                event.bookings().forEach(booking -> ids.add(booking.id()));
                var rows = BookingsTable.byIds(connection, ids);
                EventRow row = events.get(event.id());
                EventSummary head = event.head();
                assertThat(row.name()).isEqualTo(head.details().name());
                assertThat(row.eventDate()).isEqualTo(head.details().eventDate());
                assertThat(List.of(row.capacity(), row.confirmed(), row.held(), row.promised(), row.available()))
                        .isEqualTo(List.of(
                                event.tally().capacity(),
                                event.tally().confirmed(),
                                event.tally().held(),
                                event.tally().promised(),
                                event.tally().available()));
                assertThat(List.of(row.basePrice(), row.currentPrice(), row.revenue()))
                        .isEqualTo(List.of(
                                head.basePrice(),
                                head.currentPrice(),
                                event.tally().revenue()));
                assertThat(row.pricingRule() == null).isEqualTo(head.pricingRule() == null);
                assertThat(row.status()).isEqualTo(label(head.status()));
                assertThat(List.of(row.version(), row.factNo(), row.createdAt(), row.updatedAt(), row.endedAt()))
                        .isEqualTo(List.of(
                                head.version(), head.lastFact(), head.createdAt(), head.updatedAt(), head.endedAt()));
                for (Booking remembered : event.bookings()) {
                    bookings++;
                    bookingMustEqual(rows.get(remembered.id()), event, event.booking(remembered.id(), event.lastAt()));
                }
            }
            assertThat(journal.rows("select count(*) from bookings")).containsExactly(Integer.toString(bookings));
        }
        for (Event event : journal.events().values()) {
            waitlistMustEqual(journal, event);
        }
    }

    private static void bookingMustEqual(BookingRow row, Event event, Booking booking) {
        assertThat(row.eventId()).isEqualTo(event.id());
        assertThat(row.userId()).isEqualTo(booking.userId());
        assertThat(row.quantity()).isEqualTo(booking.quantity());
        assertThat(row.unitPrice()).isEqualTo(booking.unitPrice());
        assertThat(row.totalAmount()).isEqualTo(booking.totalAmount());
        assertThat(row.status()).isEqualTo(label(booking.status()));
        assertThat(row.reference()).isEqualTo(booking.reference());
        assertThat(row.holdExpiresAt()).isEqualTo(booking.holdUntil());
        assertThat(row.createdAt()).isEqualTo(booking.createdAt());
        assertThat(row.updatedAt()).isEqualTo(booking.changedAt());
    }

    private static void waitlistMustEqual(JournalFixture journal, Event event) throws SQLException {
        String ofEvent = " where event_id = '" + event.id() + "'";
        // The event forgets who waits no longer; that none of them is missing or counted twice is in the numbers.
        QueueCounts queue = event.queue();
        assertThat(journal.rows(
                        "select count(*) filter (where status = 'waiting'), count(*) from waitlist_entries" + ofEvent))
                .containsExactly(queue.waiting() + "|" + queue.joined());
        assertThat(journal.rows(
                        """
                        select count(*), count(*) filter (where p.status = 'used'),
                            count(*) filter (where p.status = 'expired'),
                            coalesce(sum(micros_of_timestamp(promoted_at) - micros_of_timestamp(joined_at)), 0)
                        from waitlist_promotions p join waitlist_entries e on e.id = waitlist_id
                        """
                                + ofEvent.replace("event_id", "p.event_id")))
                .containsExactly(
                        queue.promoted() + "|" + queue.claimed() + "|" + queue.unused() + "|" + queue.waitedMicros());

        List<String> entries = new ArrayList<>();
        event.waitlist().entries().forEach(entry -> entries.add(text(event, entry)));
        assertThat(journal.rows(
                        """
                        select id, user_id, quantity, w.priority_score, micros_of_timestamp(w.joined_at), join_seq,
                            coalesce(micros_of_timestamp(w.expires_at), 0), w.status, coalesce(position, 0),
                            w.notify_prefs ->> 'email', w.notify_prefs ->> 'inApp', w.end_reason
                        from waitlists w join waitlist_entries e using (id, user_id, quantity)
                        """
                                + ofEvent.replace("event_id", "w.event_id")
                                + " and w.status in ('waiting', 'promoted')"))
                .containsExactlyInAnyOrderElementsOf(entries);

        List<String> promotions = new ArrayList<>();
        event.waitlist().promotions().forEach(promotion -> promotions.add(text(promotion)));
        assertThat(journal.rows(
                        """
                        select id, waitlist_id, user_id, quantity, (unit_price * 100)::bigint,
                            micros_of_timestamp(promoted_at), micros_of_timestamp(expires_at), status, booking_id,
                            end_reason is null
                        from waitlist_promotions
                        """
                                + ofEvent))
                .containsExactlyInAnyOrderElementsOf(promotions);
    }

    private static String text(Event event, WaitlistEntry entry) {
        return Stream.of(
                        entry.id(),
                        entry.userId(),
                        entry.quantity(),
                        entry.priority(),
                        entry.joinedAt(),
                        entry.joinNo(),
                        entry.expiresAt(),
                        label(entry.status()),
                        event.positionOf(entry),
                        entry.notifyPrefs().email(),
                        entry.notifyPrefs().inApp(),
                        null)
                .map(String::valueOf)
                .collect(Collectors.joining("|"));
    }

    private static String text(Promotion promotion) {
        return Stream.of(
                        promotion.id(),
                        promotion.entryId(),
                        promotion.userId(),
                        promotion.quantity(),
                        promotion.unitPrice(),
                        promotion.promotedAt(),
                        promotion.expiresAt(),
                        label(promotion.status()),
                        promotion.bookingId(),
                        promotion.status() == PromotionStatus.EXPIRED ? "f" : "t")
                .map(String::valueOf)
                .collect(Collectors.joining("|"));
    }

    private static String label(Enum<?> status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
