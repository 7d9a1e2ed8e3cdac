package io.evently.projection;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.evently.event.BookingReference;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.projection.Batch.CommitOf;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.EventAnalytics;
import io.evently.tables.EventEndings;
import io.evently.tables.EventEndings.Ending;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.tables.PricingHistory;
import io.evently.tables.PricingHistory.PriceRow;
import io.evently.tables.PromotionRow;
import io.evently.tables.UsersTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * What a batch of the journal means to the tables: rows as they stand after it, each once, whatever happened to it in
 * between. Depends on the facts alone, not on how they were cut into batches, so a rebuild gives the same rows.
 */
final class TableChanges {

    private final Map<UUID, EventDraft> events = new LinkedHashMap<>();
    private final Map<UUID, BookingRow> bookings = new LinkedHashMap<>();
    private final Set<UUID> changedBookings = new HashSet<>();
    private final List<PriceRow> prices = new ArrayList<>();
    private final Measurements analytics = new Measurements();
    private final List<Ending> endings = new ArrayList<>();
    private final UserChanges users = new UserChanges();
    private final Set<UUID> mentionedUsers = new HashSet<>();
    private final WaitlistChanges waitlist;

    private TableChanges(WaitlistChanges waitlist) {
        this.waitlist = waitlist;
    }

    /**
     * The changes of a batch.
     *
     * @param connection in the transaction that will write them, for the rows that change
     */
    static TableChanges of(Connection connection, Batch batch) throws SQLException {
        TableChanges changes = new TableChanges(WaitlistChanges.before(connection, batch));
        if (!batch.commits().isEmpty()) {
            EventsTable.byIds(connection, batch.eventIds())
                    .forEach((id, row) -> changes.events.put(id, new EventDraft(row)));
            changes.bookings.putAll(BookingsTable.byIds(connection, batch.olderBookingIds()));
        }
        batch.commits().forEach(changes::apply);
        batch.userFacts().forEach(changes.users::apply);
        return changes;
    }

    /** Writes them, parents first, so that no foreign key has to wait for the end of the transaction. */
    void write(Connection connection) throws SQLException {
        users.write(connection);
        mentionedUsers.addAll(waitlist.mentionedUsers());
        UsersTable.ensureStubs(connection, mentionedUsers);
        EventsTable.upsert(connection, rows());
        BookingsTable.upsert(
                connection, changedBookings.stream().map(bookings::get).toList());
        waitlist.write(connection);
        PricingHistory.insert(connection, prices);
        EventAnalytics.upsert(connection, analytics.values());
        EventEndings.add(connection, endings);
        EventsTable.delete(
                connection,
                events.entrySet().stream()
                        .filter(event -> event.getValue().isDeleted())
                        .map(Map.Entry::getKey)
                        .toList());
    }

    private List<EventRow> rows() {
        return events.values().stream().map(EventDraft::row).toList();
    }

    // ---- events ----

    private void apply(CommitOf of) {
        Commit commit = of.commit();
        EventDraft event = events.get(of.eventId());
        if (event == null) {
            if (!(commit.facts().get(0) instanceof Fact.EventCreated)) {
                throw new IllegalStateException("event %s is unknown to the tables before its fact %d"
                        .formatted(of.eventId(), commit.firstFact()));
            }
            event = new EventDraft(of.eventId());
            events.put(of.eventId(), event);
        }
        if (commit.lastFact() <= event.factNo()) {
            return;
        }
        if (commit.firstFact() != event.factNo() + 1) {
            throw new IllegalStateException("event %s: after fact %d the journal goes on with fact %d"
                    .formatted(of.eventId(), event.factNo(), commit.firstFact()));
        }
        long factNo = commit.firstFact();
        for (Fact fact : commit.facts()) {
            event.apply(fact, commit.at());
            apply(of.eventId(), fact, factNo, commit.at());
            waitlist.apply(of.eventId(), event.details(), fact, factNo, commit.at());
            factNo++;
        }
        event.finish(commit.after(), commit.lastFact());
        analytics.take(of.eventId(), commit);
    }

    private void apply(UUID eventId, Fact fact, long factNo, long at) {
        if (fact instanceof Fact.BookingMade made) {
            mention(made.userId());
            put(new BookingRow(
                    made.bookingId(),
                    made.userId(),
                    eventId,
                    made.quantity(),
                    made.unitPrice(),
                    (made.holdUntil() == 0 ? BookingStatus.CONFIRMED : BookingStatus.PENDING).label(),
                    BookingReference.of(made.bookingId(), at),
                    1,
                    made.holdUntil(),
                    factNo,
                    at,
                    at));
        } else if (fact instanceof Fact.PromotionClaimed claimed) {
            put(claimed(eventId, claimed, factNo, at));
        } else if (fact instanceof Fact.HoldConfirmed confirmed) {
            change(confirmed.bookingId(), BookingStatus.CONFIRMED, factNo, at);
        } else if (fact instanceof Fact.BookingCancelled cancelled) {
            change(cancelled.bookingId(), BookingStatus.CANCELLED, factNo, at);
        } else if (fact instanceof Fact.HoldExpired expired) {
            change(expired.bookingId(), BookingStatus.EXPIRED, factNo, at);
        } else if (fact instanceof Fact.PriceChanged price) {
            mention(price.by());
            prices.add(new PriceRow(
                    idOf(eventId, factNo),
                    eventId,
                    price.oldPrice(),
                    price.newPrice(),
                    price.reason(),
                    price.by(),
                    at,
                    factNo));
        } else if (fact instanceof Fact.EventCreated created) {
            mention(created.by());
        } else if (fact instanceof Fact.EventCancelled) {
            endings.add(new Ending(eventId, factNo, EventStatus.CANCELLED.label(), at));
        } else if (fact instanceof Fact.EventCompleted) {
            endings.add(new Ending(eventId, factNo, EventStatus.COMPLETED.label(), at));
        }
    }

    /** A promotion became a booking of its seats at its price. */
    private BookingRow claimed(UUID eventId, Fact.PromotionClaimed claimed, long factNo, long at) {
        PromotionRow promotion = waitlist.promotion(claimed.promotionId(), factNo);
        return new BookingRow(
                claimed.bookingId(),
                promotion.userId(),
                eventId,
                promotion.quantity(),
                promotion.unitPrice(),
                BookingStatus.CONFIRMED.label(),
                BookingReference.of(claimed.bookingId(), at),
                1,
                0,
                factNo,
                at,
                at);
    }

    private void change(UUID bookingId, BookingStatus status, long factNo, long at) {
        BookingRow row = bookings.get(bookingId);
        if (row == null) {
            throw new IllegalStateException(
                    "booking %s is unknown to the tables before its fact %d".formatted(bookingId, factNo));
        }
        put(row.changed(status.label(), factNo, at));
    }

    private void put(BookingRow row) {
        bookings.put(row.id(), row);
        changedBookings.add(row.id());
    }

    private void mention(UUID userId) {
        if (userId != null) {
            mentionedUsers.add(userId);
        }
    }

    private static UUID idOf(UUID eventId, long factNo) {
        return UUID.nameUUIDFromBytes((eventId + "/" + factNo).getBytes(UTF_8));
    }
}
