package io.evently.projection;

import io.evently.event.Commit;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

/**
 * Lets {@code event_analytics} follow behind the other tables: eight rows of an event that sells are written every two
 * seconds, not with each batch. What is not written yet is in memory. A position of its own says up to where it is, so
 * whoever takes over reads the journal once more from there to where the tables stand.
 *
 * <p>Each write is in a transaction of the caller's that has moved the tables' position, so there is one writer at a time.
 */
final class AnalyticsFollower {

    /** A step may come up to {@link ProjectionPace}'s 0.8 s later: readers are less than 3 s behind. */
    private static final long GATHER = Duration.ofSeconds(2).toNanos();

    /** Lines after which no more gather: some 8,000 rows, which take a quarter of a second. */
    private static final int MOST = 1_000;

    /** Where {@code event_analytics} stands. */
    private Position written = Position.BEGINNING;

    /** Where the tables stand as far as {@link #waiting} has it. */
    private Position seen = Position.BEGINNING;

    private LastCounts waiting = new LastCounts();
    private long waitingSince;

    /** Begins, or begins again after a failure: at what is stored. */
    void begin(Connection connection) throws SQLException {
        written = PositionsTable.readOfAnalytics(connection);
        seen = written;
        waiting = new LastCounts();
    }

    /** Whether there are facts in the tables that it has neither written nor seen. */
    boolean lacks(Position tables) {
        return seen.compareTo(tables) < 0;
    }

    /** Writes a part of what it lacks, after another projector was at work. */
    void catchUp(Connection connection, Position tables) throws SQLException {
        JournalBatch batch = JournalBatch.between(connection, seen, tables);
        Map<UUID, EventRow> events = EventsTable.byIds(connection, batch.eventIds());
        for (JournalBatch.CommitOf of : batch.commits()) {
            if (isShown(of.commit(), events.get(of.eventId()))) {
                waiting.take(of.eventId(), of.commit());
            }
        }
        seen = batch.isFull() ? batch.last() : tables;
        write(connection);
    }

    /** Those of events that are deleted or set aside are not. */
    private static boolean isShown(Commit commit, EventRow event) {
        return event != null && commit.lastFact() <= event.factNo();
    }

    /**
     * Takes what a batch says, once the tables have it.
     *
     * @param tables where they stand since
     */
    void take(LastCounts batch, Position tables) {
        if (!isBehind()) {
            waitingSince = System.nanoTime();
        }
        waiting.takeAll(batch);
        seen = tables;
    }

    /** Whether there is something to write. */
    boolean isBehind() {
        return !seen.equals(written);
    }

    /** @param resting whether the journal has nothing more to read */
    boolean isDue(boolean resting) {
        return isBehind() && (resting || waiting.size() >= MOST || System.nanoTime() - waitingSince >= GATHER);
    }

    /** Writes what waits. If that is not committed, {@link #begin} must follow. */
    void write(Connection connection) throws SQLException {
        waiting.write(connection);
        PositionsTable.moveAnalytics(connection, seen);
        waiting = new LastCounts();
        written = seen;
    }
}
