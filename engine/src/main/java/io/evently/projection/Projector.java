package io.evently.projection;

import io.evently.tables.AuditedFacts;
import io.evently.tables.EventEndingsTable;
import io.evently.tables.EventSearch;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries one database's journal into its tables, step by step. Blocking; not thread-safe. Two of them on one database
 * do no harm: each step moves the stored position by compare-and-set in the transaction that writes the tables.
 *
 * <p>A batch that fails because of what is in it is tried in halves, down to the record; whoever wrote that one is set
 * aside (table {@code projection_quarantine}) and the others go on.
 */
final class Projector {

    private static final Logger log = LoggerFactory.getLogger(Projector.class);

    /** Bookings, and entries, that follow their event's end in one transaction: about 100 ms, after which others get their turn. */
    private static final int FOLLOWERS = 2_000;

    /** How often the backlog is measured. */
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    /**
     * How long the tables wait for a newer Evently before they set aside who wrote a record of an unknown kind: longer than a
     * rolling update has old nodes.
     */
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    /** Counting a longer backlog would only add to it. */
    private static final int COUNT_UP_TO = 10_000;

    private final int shard;
    private final DataSource database;
    private final long patience;
    private final LongTransactions heldBack;
    private final UnenforcedKeys keys;
    private final DailyPartitions partitions;
    private final AttemptFigures attempts = new AttemptFigures();
    private final AnalyticsFollower analytics = new AnalyticsFollower();
    private final KnownRows known = new KnownRows();
    private Position position;
    private int mostRecords = JournalBatch.MOST_RECORDS;
    private Position unknown;
    private long unknownSince;
    private boolean newerAskedFor;
    /** Whether there may be events whose words are not written: from before, or by a node of the version before. */
    private boolean wordsMissing;

    /** A node of the version before let the tables follow. */
    private boolean auditLags;

    private int quarantined;
    private long lastLook = System.nanoTime() - SECOND;
    private Journal.Backlog backlog = new Journal.Backlog(0, 0);

    /** @param database connections for writing to database {@code shard} */
    Projector(int shard, DataSource database) {
        this(shard, database, PATIENCE);
    }

    /** @param patience how long to wait for a newer Evently */
    Projector(int shard, DataSource database, Duration patience) {
        this.shard = shard;
        this.database = database;
        this.patience = patience.toNanos();
        this.heldBack = new LongTransactions(shard);
        this.keys = new UnenforcedKeys(shard);
        this.partitions = new DailyPartitions(shard, database);
    }

    /** Somebody else has moved the position: this instance's step was undone, and it goes on from there. */
    static final class Overtaken extends Exception {
        Overtaken(int shard) {
            super("another projection of database " + shard + " is at work");
        }
    }

    /**
     * Does the next piece of work: a batch of the journal, a chunk of bookings and entries that follow their event, attempts to show.
     * After any failure the next step begins at the stored position.
     *
     * @return whether there is certainly more to do at once
     * @throws Overtaken when another projector has written meanwhile
     */
    boolean step() throws SQLException, Overtaken {
        partitions.makeDaily();
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            boolean more = false;
            try {
                more |= followJournal(connection);
                more |= followEndings(connection);
                more |= attempts.show(connection);
                if (System.nanoTime() - lastLook >= SECOND) {
                    lastLook = System.nanoTime();
                    more |= retryOne(connection);
                    quarantined = ProjectionQuarantineTable.ids(connection).size();
                    backlog = Journal.backlog(connection, position, COUNT_UP_TO);
                    heldBack.look(connection, backlog);
                    connection.commit();
                    wordsMissing = true;
                }
                return writeWords(connection) || more;
            } catch (SQLException | Overtaken | RuntimeException failed) {
                position = null;
                known.forget();
                rollBack(connection, failed);
                throw failed;
            }
        }
    }

    private static void rollBack(Connection connection, Exception because) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            because.addSuppressed(e);
        }
    }

    /** What the tables lacked when it was last measured, at most a second ago while steps succeed. */
    Journal.Backlog backlog() {
        return backlog;
    }

    /** How many are set aside, as it was counted with the backlog. */
    int quarantined() {
        return quarantined;
    }

    /** Whether all tables have what the journal holds up to there. */
    boolean hasFollowed(Position end) {
        return position != null && position.compareTo(end) >= 0 && !analytics.isBehind();
    }

    /** Where the tables stand, as far as this instance knows; null: it has to ask. */
    Position position() {
        return position;
    }

    private boolean followJournal(Connection connection) throws SQLException, Overtaken {
        if (position == null) {
            PositionsTable.ensure(connection);
            position = PositionsTable.read(connection);
            keys.ask(connection);
            analytics.begin(connection);
            if (!newerAskedFor) {
                // This version may know what the one before it did not.
                ProjectionQuarantineTable.retryNewer(connection);
            }
            connection.commit();
            newerAskedFor = true;
            auditLags = AuditedFacts.read(connection).lacks(position);
        }
        if (auditLags) {
            moveTo(connection, position);
            auditLags = AuditCatchUp.step(connection, position);
            connection.commit();
            return true;
        }
        if (analytics.lacks(position)) {
            moveTo(connection, position);
            analytics.catchUp(connection, position);
            connection.commit();
            return true;
        }
        JournalBatch batch = JournalBatch.read(connection, position, mostRecords);
        if (!batch.isEmpty()) {
            return follow(connection, batch);
        }
        // The transaction goes on: a look that finds nothing ten times a second should cost little.
        writeAnalytics(connection, true);
        return false;
    }

    private boolean follow(Connection connection, JournalBatch batch) throws SQLException, Overtaken {
        boolean more = batch.isFull();
        LastCounts counts = new LastCounts();
        try {
            moveTo(connection, batch.last());
            keys.dispense(connection, batch.facts());
            ProjectionQuarantineTable.skip(connection, batch.leaveOut(ProjectionQuarantineTable.ids(connection)));
            batch.open();
            TableChanges changes = TableChanges.of(connection, batch, known);
            changes.write(connection);
            connection.commit();
            counts = changes.analytics();
        } catch (SQLException | RuntimeException e) {
            if (!DataFault.isIn(e)) {
                throw e;
            }
            connection.rollback();
            known.forget();
            if (batch.records() > 1) {
                mostRecords = batch.records() / 2;
                log.warn("Database {}: {} records are tried in halves: {}", shard, batch.records(), e.toString());
                return true;
            }
            if (!maySetAside(connection, batch.last(), e)) {
                throw e;
            }
            setAside(connection, batch.last(), e);
            more = true;
        }
        position = batch.last();
        mostRecords = Math.min(2 * mostRecords, JournalBatch.MOST_RECORDS);
        analytics.take(counts, position);
        writeAnalytics(connection, false);
        return more;
    }

    private void writeAnalytics(Connection connection, boolean resting) throws SQLException, Overtaken {
        if (analytics.isDue(resting)) {
            moveTo(connection, position);
            analytics.write(connection);
            connection.commit();
        }
    }

    /** First, before any row is read that will be written: from here on a second instance waits. */
    private void moveTo(Connection connection, Position next) throws SQLException, Overtaken {
        dispenseWithTheDisk(connection);
        if (!PositionsTable.move(connection, position, next)) {
            throw new Overtaken(shard);
        }
    }

    /** Not yet if a newer Evently may know the record, and not if so many failed that it cannot be the fault of each. */
    private boolean maySetAside(Connection connection, Position record, Exception because) throws SQLException {
        if (DataFault.isNewer(because)) {
            if (!record.equals(unknown)) {
                unknown = record;
                unknownSince = System.nanoTime();
            }
            if (System.nanoTime() - unknownSince < patience) {
                return false;
            }
        }
        return ProjectionQuarantineTable.ids(connection).size() < ProjectionQuarantineTable.MOST;
    }

    private void setAside(Connection connection, Position record, Exception because) throws SQLException, Overtaken {
        moveTo(connection, record);
        ProjectionQuarantineTable.add(connection, record, DataFault.reason(because), DataFault.isNewer(because));
        AuditedFacts.setAside(connection, record);
        connection.commit();
        log.error(
                "The tables of database {} cannot take record {}: who wrote it is set aside until somebody looks",
                shard,
                record,
                because);
    }

    private boolean retryOne(Connection connection) throws SQLException, Overtaken {
        boolean tried = new QuarantineRetry(shard, connection, position).tryNext();
        if (tried) {
            known.forget();
        }
        return tried;
    }

    private static boolean followEndings(Connection connection) throws SQLException {
        boolean more = EventEndingsTable.follow(connection, FOLLOWERS);
        if (more) {
            dispenseWithTheDisk(connection);
        }
        connection.commit();
        return more;
    }

    /** Batches do it for the events in them. */
    private boolean writeWords(Connection connection) throws SQLException {
        if (wordsMissing) {
            dispenseWithTheDisk(connection);
            wordsMissing = EventSearch.write(connection);
            connection.commit();
        }
        return wordsMissing;
    }

    /**
     * Commits of this transaction need not wait for the disk. Position and tables are in one log record order: a crash
     * takes both back to the same place, and the journal, which did wait for the disk, is read again from there.
     */
    static void dispenseWithTheDisk(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit = off");
        }
    }
}
