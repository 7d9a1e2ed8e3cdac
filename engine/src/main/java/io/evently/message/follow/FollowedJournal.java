package io.evently.message.follow;

import io.evently.projection.JournalBatch;
import io.evently.tables.ProjectionQuarantineTable;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.FanoutsTable;
import io.evently.tables.message.MessageBacklogTable;
import io.evently.tables.message.MessageSourceTable;
import io.evently.tables.message.MessageSourceTable.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The journal as far as people were told of it. What is in the tables is read; records of those who are set aside go into
 * the backlog. The source moves before any target does. Used by one thread at a time.
 */
final class FollowedJournal {

    private final int number;
    private final Targets targets;
    private final MessageWriter writer;
    private final MessageMetrics metrics;
    private Source source;
    /** As {@link #source}, or further by records that told nobody anything. */
    private Position followed;

    private Set<String> backlog = new HashSet<>();
    private boolean fanoutsAdded;
    private long lastAt;

    FollowedJournal(int number, Targets targets, MessageWriter writer, MessageMetrics metrics) {
        this.number = number;
        this.targets = targets;
        this.writer = writer;
        this.metrics = metrics;
    }

    boolean isKnown() {
        return source != null;
    }

    /** As it is stored. */
    Source source() {
        return source;
    }

    /** Null: it is not known. */
    Position followed() {
        return followed;
    }

    /** The time of the latest event that was followed, microseconds; 0: none was. */
    long lastAt() {
        return lastAt;
    }

    void forget() {
        source = null;
        followed = null;
    }

    /** Reads what is stored. */
    void begin(Connection connection) throws SQLException {
        source = MessageSourceTable.read(connection);
        followed = source.position();
        backlog = MessageBacklogTable.ids(connection);
        fanoutsAdded = true;
        connection.commit();
    }

    /** Whether something was added to what is to be told to many since this was last asked. */
    boolean takeFanoutsAdded() {
        boolean added = fanoutsAdded;
        fanoutsAdded = false;
        return added;
    }

    /** How many are in the backlog. */
    int setAside() {
        return backlog.size();
    }

    /** Takes somebody out of the backlog, in a transaction of the caller's that follows. */
    void caughtUp(String persistenceId) {
        backlog.remove(persistenceId);
    }

    /**
     * Tells those who have everything so far of the next records.
     *
     * @return whether there is certainly more
     */
    boolean follow(Connection connection) throws SQLException, Overtaken {
        List<Target> front = targets.ready(target -> target.seen().equals(followed));
        Position tables = PositionsTable.read(connection);
        if (front.isEmpty() || tables.compareTo(followed) <= 0) {
            store(connection, front);
            return false;
        }
        Map<String, Long> leftOut = new HashMap<>();
        JournalBatch batch = JournalBatch.readableBetween(connection, followed, tables, setAside(connection), leftOut);
        BatchMessages messages = BatchMessages.of(connection, batch);
        if (areMadeAnew(connection, tables)) {
            return false;
        }
        Position reached = batch.isFull() ? batch.last() : tables;
        boolean moves =
                !messages.isEmpty() || !leftOut.isEmpty() || front.stream().anyMatch(target -> target.isStale(reached));
        if (moves) {
            dispenseWithTheDisk(connection);
            move(connection, reached);
            writeSource(connection, messages);
            keep(connection, leftOut);
            connection.commit();
            source = source.at(reached);
            remember(leftOut);
            metrics.ownerless(messages.ownerless());
        } else {
            connection.commit();
        }
        Position before = followed;
        followed = reached;
        batch.commits().forEach(of -> lastAt = Math.max(lastAt, of.commit().at()));
        front.forEach(target -> send(target, messages.outbox().of(target.number(), before), reached));
        return batch.isFull();
    }

    /** How fresh inboxes are is read from what is stored: it must not stay behind when nothing more happens. */
    private void store(Connection connection, List<Target> front) throws SQLException, Overtaken {
        List<Target> stale =
                front.stream().filter(target -> target.isStale(followed)).toList();
        if (stale.isEmpty()) {
            connection.commit();
            return;
        }
        dispenseWithTheDisk(connection);
        move(connection, followed);
        connection.commit();
        source = source.at(followed);
        Outbox nothing = new Outbox();
        stale.forEach(target -> send(target, nothing.of(target.number(), followed), followed));
    }

    /** What events are by now, and what is to be told to many of them. */
    void writeSource(Connection connection, BatchMessages messages) throws SQLException {
        messages.events().write(connection);
        List<FanoutsTable.Row> fanouts = messages.fanouts(source.generation());
        FanoutsTable.add(connection, fanouts);
        fanoutsAdded |= !fanouts.isEmpty();
    }

    /** Tells those who were away, from where the last of them is. */
    boolean catchUp(Connection connection) throws SQLException, Overtaken {
        List<Target> late = targets.ready(target -> target.seen().compareTo(followed) < 0);
        if (late.isEmpty()) {
            return false;
        }
        Position from = late.stream().map(Target::seen).min(Position::compareTo).orElseThrow();
        Position tables = PositionsTable.read(connection);
        Position upTo = tables.compareTo(followed) < 0 ? tables : followed;
        Map<String, Long> leftOut = new HashMap<>();
        JournalBatch batch = JournalBatch.readableBetween(connection, from, upTo, setAside(connection), leftOut);
        BatchMessages messages = BatchMessages.of(connection, batch);
        if (upTo.compareTo(from) <= 0 || areMadeAnew(connection, tables)) {
            connection.rollback();
            return false;
        }
        Position reached = batch.isFull() ? batch.last() : upTo;
        // Positions of targets must stay behind that of the source.
        dispenseWithTheDisk(connection);
        move(connection, followed);
        keep(connection, leftOut);
        connection.commit();
        source = source.at(followed);
        remember(leftOut);
        late.stream()
                .filter(target -> target.seen().compareTo(reached) < 0)
                .forEach(target -> send(target, messages.outbox().of(target.number(), target.seen()), reached));
        return true;
    }

    private void send(Target target, Outbox.Part part, Position reached) {
        if (part.isEmpty() && (!target.isStale(reached) || source.position().compareTo(reached) < 0)) {
            target.skip(reached);
        } else {
            target.tell(reached, writer, part);
        }
    }

    /** Whose records are left out. */
    private Set<String> setAside(Connection connection) throws SQLException {
        Set<String> ids = ProjectionQuarantineTable.ids(connection);
        ids.addAll(backlog);
        return ids;
    }

    /** Rows that were looked up may have been missing then: the batch is read again when the tables are back. */
    boolean areMadeAnew(Connection connection, Position asOf) throws SQLException {
        boolean behind = PositionsTable.read(connection).compareTo(asOf) < 0;
        if (behind) {
            connection.rollback();
        }
        return behind;
    }

    /** First, before anything is written: from here on a second follower waits. */
    void move(Connection connection, Position to) throws SQLException, Overtaken {
        if (!MessageSourceTable.move(connection, source, to)) {
            throw new Overtaken(number);
        }
    }

    private static void keep(Connection connection, Map<String, Long> leftOut) throws SQLException {
        for (Map.Entry<String, Long> each : leftOut.entrySet()) {
            MessageBacklogTable.add(connection, new MessageBacklogTable.Entry(each.getKey(), each.getValue()));
        }
    }

    private void remember(Map<String, Long> leftOut) {
        backlog.addAll(leftOut.keySet());
    }

    /** What a crash takes back is read again from the journal, which did wait for the disk. */
    private static void dispenseWithTheDisk(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set local synchronous_commit = off");
        }
    }
}
