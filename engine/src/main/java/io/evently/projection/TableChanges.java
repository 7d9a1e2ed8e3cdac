package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.Fact;
import io.evently.projection.JournalBatch.CommitOf;
import io.evently.projection.JournalBatch.UserFactAt;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * What a batch of the journal means to the tables: rows as they stand after it, each once, whatever happened to it in
 * between. Depends on the facts alone, not on how they were cut into batches, so a rebuild gives the same rows.
 */
final class TableChanges {

    private final EventHandler events;
    private final AnalyticsHandler analytics = new AnalyticsHandler();
    /** All consequences of facts, in the order in which they are written. */
    final List<TableHandler> handlers;

    /**
     * @param eventIds the events that the batch is about
     * @param known rows that need not be asked for
     */
    TableChanges(Set<UUID> eventIds, KnownRows known) {
        UserHandler users = new UserHandler(known);
        events = new EventHandler(eventIds, users, known);
        WaitlistHandler waitlist = new WaitlistHandler(users, events);
        BookingHandler bookings = new BookingHandler(users, waitlist);
        // Parents first, so that no foreign key has to wait for the end of the transaction. The last one also deletes
        // events, with all that the others wrote of them. The audit comes before all: it tells what was before a fact.
        handlers = List.of(
                new AuditHandler(events, bookings, waitlist, false),
                users,
                events,
                bookings,
                waitlist,
                new PriceHandler(users),
                analytics,
                new EndingHandler());
    }

    /**
     * The changes of a batch.
     *
     * @param connection in the transaction that will write them, for the rows that change
     * @param known rows that need not be asked for
     */
    static TableChanges of(Connection connection, JournalBatch batch, KnownRows known) throws SQLException {
        TableChanges changes = new TableChanges(batch.eventIds(), known);
        batch.commits().forEach(of -> of.commit().facts().forEach(changes::need));
        for (TableHandler handler : changes.handlers) {
            handler.load(connection);
        }
        batch.commits().forEach(changes::take);
        batch.userFacts().forEach(changes::take);
        return changes;
    }

    private void need(Fact fact) {
        for (TableHandler handler : handlers) {
            handler.need(fact);
        }
    }

    private void take(CommitOf of) {
        Commit commit = of.commit();
        if (!events.lacks(of.eventId(), commit)) {
            return;
        }
        Iterator<Stamp> stamps = Stamp.of(of);
        for (Fact fact : commit.facts()) {
            Stamp stamp = stamps.next();
            for (TableHandler handler : handlers) {
                handler.take(fact, stamp);
            }
        }
        for (TableHandler handler : handlers) {
            handler.committed(of.eventId(), commit);
        }
    }

    private void take(UserFactAt at) {
        Stamp stamp = Stamp.of(at);
        for (TableHandler handler : handlers) {
            handler.take(at.fact(), stamp);
        }
    }

    /** Writes all but analytics. */
    void write(Connection connection) throws SQLException {
        for (TableHandler handler : handlers) {
            handler.write(connection);
        }
    }

    /** What {@code event_analytics} is to show, sooner or later. */
    LastCounts analytics() {
        return analytics.counts();
    }
}
