package io.evently.message.follow;

import io.evently.projection.JournalBatch;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.MessageBacklogTable;
import io.evently.tables.message.MessageBacklogTable.Entry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;

/**
 * Tells of those who were set aside, once their rows are in the tables. All databases are told, whatever they have: ids
 * follow from facts, so nothing is told twice.
 */
final class BacklogStep {

    /** Of a look, once a second. */
    private static final int AT_ONCE = 10;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final int number;
    private final Targets targets;
    private final MessageWriter writer;
    private String after = "";

    BacklogStep(int number, Targets targets, MessageWriter writer) {
        this.number = number;
        this.targets = targets;
        this.writer = writer;
    }

    /** Does some of them, in turn. */
    void step(DataSource database, FollowedJournal journal) throws SQLException, Overtaken, Target.Ahead {
        if (!targets.areAllReady()) {
            return;
        }
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            List<Entry> ready = MessageBacklogTable.ready(connection, after, AT_ONCE);
            connection.commit();
            after = ready.size() == AT_ONCE ? ready.get(AT_ONCE - 1).persistenceId() : "";
            for (Entry entry : ready) {
                if (!tell(connection, entry, journal)) {
                    return;
                }
            }
        }
    }

    /** @return false when it cannot go on now */
    private boolean tell(Connection connection, Entry entry, FollowedJournal journal)
            throws SQLException, Overtaken, Target.Ahead {
        Position tables = PositionsTable.read(connection);
        Map<String, Long> unreadable = new HashMap<>();
        JournalBatch batch =
                JournalBatch.readableOf(connection, entry.persistenceId(), entry.sequenceNumber(), tables, unreadable);
        BatchMessages messages = BatchMessages.of(connection, batch);
        // What the followers have not reached yet is theirs, but for those who are in the backlog.
        if (tables.compareTo(journal.followed()) < 0 || journal.areMadeAnew(connection, tables)) {
            connection.rollback();
            return false;
        }
        connection.commit();
        for (Target target : targets.ready(any -> true)) {
            Outbox.Part part = messages.outbox().of(target.number(), Position.BEGINNING);
            if (!part.isEmpty()) {
                target.tellBeside(writer, part);
            }
        }
        targets.await(PATIENCE);
        targets.settle();
        if (!targets.areAllReady()) {
            return false;
        }
        journal.move(connection, journal.source().position());
        journal.writeSource(connection, messages);
        Long stuck = unreadable.get(entry.persistenceId());
        long next = stuck == null ? entry.sequenceNumber() + batch.records() : stuck;
        boolean done = stuck == null && !batch.isFull();
        if (done) {
            MessageBacklogTable.remove(connection, entry.persistenceId());
        } else if (next > entry.sequenceNumber()) {
            MessageBacklogTable.advance(connection, new Entry(entry.persistenceId(), next));
        }
        connection.commit();
        if (done) {
            journal.caughtUp(entry.persistenceId());
        }
        return true;
    }
}
