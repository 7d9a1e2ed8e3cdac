package io.evently.projection;

import io.evently.event.Fact;
import io.evently.tables.AuditedFacts;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Iterator;
import java.util.List;

/**
 * Writes rows of {@code audit} for facts that the tables have and the audit lacks: during a rolling update a node of a
 * version without audit may let the tables follow. What was before each fact is not told then.
 */
final class AuditCatchUp {

    private AuditCatchUp() {}

    /**
     * Writes some of them, in a transaction that has moved the tables' position.
     *
     * @param tables where the tables stand
     * @return whether there may be more
     */
    static boolean step(Connection connection, Position tables) throws SQLException {
        AuditedFacts audited = AuditedFacts.read(connection);
        // They are audited when they are taken back.
        JournalBatch batch = JournalBatch.allBetween(
                connection, audited.followed(), tables, ProjectionQuarantineTable.ids(connection));
        Position upTo = batch.isFull() ? batch.last() : tables;
        write(connection, batch);
        AuditedFacts.follow(connection, upTo);
        return batch.isFull();
    }

    private static void write(Connection connection, JournalBatch batch) throws SQLException {
        KnownRows known = new KnownRows();
        UserHandler users = new UserHandler(known);
        EventHandler events = new EventHandler(batch.eventIds(), users, known);
        WaitlistHandler waitlist = new WaitlistHandler(users, events);
        BookingHandler bookings = new BookingHandler(users, waitlist);
        AuditHandler audit = new AuditHandler(events, bookings, waitlist, true);
        List<TableHandler> loading = List.of(audit, events, bookings, waitlist);
        for (JournalBatch.CommitOf of : batch.commits()) {
            for (Fact fact : of.commit().facts()) {
                loading.forEach(handler -> handler.need(fact));
            }
        }
        for (TableHandler handler : loading) {
            handler.load(connection);
        }
        batch.commits().forEach(of -> take(audit, of));
        batch.userFacts().forEach(at -> audit.take(at.fact(), Stamp.of(at)));
        audit.write(connection);
    }

    private static void take(AuditHandler audit, JournalBatch.CommitOf of) {
        Iterator<Stamp> stamps = Stamp.of(of);
        of.commit().facts().forEach(fact -> audit.take(fact, stamps.next()));
    }
}
