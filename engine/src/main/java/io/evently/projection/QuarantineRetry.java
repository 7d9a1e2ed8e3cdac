package io.evently.projection;

import io.evently.tables.ProjectedTables;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes one who was set aside back: makes their rows anew from their part of the journal, in one transaction. Nothing
 * changes if that fails again. An event of 400,000 bookings takes some half a minute, in which the tables of its database
 * wait.
 */
final class QuarantineRetry {

    private static final Logger log = LoggerFactory.getLogger(QuarantineRetry.class);

    private final int shard;
    private final Connection connection;
    private final Position position;

    /**
     * @param connection without a transaction under way
     * @param position where the tables stand
     */
    QuarantineRetry(int shard, Connection connection, Position position) {
        this.shard = shard;
        this.connection = connection;
        this.position = position;
    }

    /**
     * Tries the next one for whom a try was asked.
     *
     * @return false when there was none
     * @throws Projector.Overtaken when another projector has moved the position
     */
    boolean tryNext() throws SQLException, Projector.Overtaken {
        Optional<ProjectionQuarantineTable.Row> asked = ProjectionQuarantineTable.toRetry(connection);
        connection.commit();
        if (asked.isEmpty()) {
            return false;
        }
        String persistenceId = asked.get().persistenceId();
        try {
            // Another projector waits here, and then finds the quarantine as this transaction leaves it.
            if (!PositionsTable.move(connection, position, position)) {
                throw new Projector.Overtaken(shard);
            }
            read(persistenceId, asked.get().sequenceNumber(), new JournalBatch(1));
            if (JournalBatch.isOfAnEvent(persistenceId)) {
                ProjectedTables.empty(connection, JournalBatch.eventId(persistenceId));
            }
            replay(persistenceId);
            ProjectionQuarantineTable.remove(connection, persistenceId);
            connection.commit();
            log.info("{} is no longer set aside in database {}", persistenceId, shard);
        } catch (SQLException | RuntimeException e) {
            if (!DataFault.isIn(e)) {
                throw e;
            }
            connection.rollback();
            ProjectionQuarantineTable.refusedAgain(
                    connection, persistenceId, DataFault.reason(e), DataFault.isNewer(e));
            connection.commit();
            log.error("{} stays set aside in database {}", persistenceId, shard, e);
        }
        return true;
    }

    /** Cheaper than to find out at the end of a long replay that the record is still not understood. */
    private void read(String persistenceId, long sequenceNumber, JournalBatch one) throws SQLException {
        Journal.readOf(connection, persistenceId, sequenceNumber, position, one::take);
        one.open();
    }

    private void replay(String persistenceId) throws SQLException {
        long next = 1;
        JournalBatch batch;
        do {
            batch = new JournalBatch(JournalBatch.MOST_RECORDS);
            Journal.readOf(connection, persistenceId, next, position, batch::take);
            batch.open();
            TableChanges changes = TableChanges.of(connection, batch, new KnownRows());
            changes.write(connection);
            changes.analytics().write(connection);
            next += batch.records();
        } while (batch.isFull());
    }
}
