package io.evently.journal;

import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Journal.Fate;
import io.evently.tables.journal.Journal.NewRow;
import io.evently.tables.journal.JournalSession;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes a batch of records, and answers each for itself. A try that fails, or that nobody answers, is repeated with the
 * same rows for as long as requests wait for them: what the first try did write is there with this writer's name. So a
 * database that restarts within seconds costs nobody a replay.
 */
final class BatchWrite {

    private static final Logger log = LoggerFactory.getLogger(BatchWrite.class);

    /** A database that restarts refuses connections in microseconds; this long until the next look. */
    private static final long PAUSE = TimeUnit.MILLISECONDS.toNanos(100);

    /** Data that PostgreSQL does not take: no repetition changes that. 22 data, 23 constraints, 54 its own limits. */
    private static final Set<String> FAULT_OF_A_ROW = Set.of("22", "23", "54");

    private static final String UNIQUE_VIOLATION = "23505";

    private final JournalConnection connection;
    private final long patience;
    private final Executor answering;
    private final BooleanSupplier closed;
    private Throwable lastFailure = new IllegalStateException("it waited behind other writes");

    /**
     * @param patience how long after it was handed in a write is tried again
     * @param answering where those who wait are told that all is written
     */
    BatchWrite(JournalConnection connection, Duration patience, Executor answering, BooleanSupplier closed) {
        this.connection = connection;
        this.patience = patience.toNanos();
        this.answering = answering;
        this.closed = closed;
    }

    /** Returns when all are answered, a little after the patience for the youngest at the latest. */
    void write(List<PendingWrite> batch) {
        List<PendingWrite> open = new ArrayList<>(batch);
        boolean done = false;
        while (!done) {
            open.removeIf(this::isOver);
            done = open.isEmpty() || attempt(open);
            if (!done) {
                LockSupport.parkNanos(PAUSE);
            }
        }
    }

    private boolean isOver(PendingWrite write) {
        if (left(write) > 0 && !closed.getAsBoolean()) {
            return false;
        }
        write.giveUp(lastFailure);
        return true;
    }

    private long left(PendingWrite write) {
        return write.since() + patience - System.nanoTime();
    }

    /** One try; returns whether all are answered. */
    private boolean attempt(List<PendingWrite> open) {
        return attempt(open, open.stream().anyMatch(PendingWrite::isUnsure));
    }

    private boolean attempt(List<PendingWrite> open, boolean mayBeThere) {
        Connection ready;
        try {
            ready = connection.ready(open.stream().mapToLong(this::left).min().orElse(0));
        } catch (SQLException | RuntimeException nothingSent) {
            failed(nothingSent, open.size());
            return false;
        }
        List<NewRow> rows = open.stream().map(PendingWrite::row).toList();
        boolean allWritten;
        try {
            allWritten = Journal.append(ready, rows, connection::follows, mayBeThere);
        } catch (Throwable e) {
            failed(e, open.size());
            if (!isRefusal(e)) {
                open.forEach(PendingWrite::mayBeWritten);
                letGo(e);
                return false;
            }
            if (!mayBeThere && UNIQUE_VIOLATION.equals(((SQLException) e).getSQLState())) {
                // Another node has one of the events, and was faster.
                return attempt(open, true);
            }
            if (FAULT_OF_A_ROW.contains(sqlClass(e))) {
                return withoutTheOneAtFault(open, e);
            }
            // Perhaps another host of the URL is the primary by now.
            connection.close();
            return false;
        }
        if (allWritten) {
            connection.wrote(rows);
            // In one go on a thread of those who wait: to wake them one by one from here costs as much as the commit.
            List<PendingWrite> written = List.copyOf(open);
            answering.execute(() -> written.forEach(write -> write.settle(Fate.OURS)));
            return true;
        }
        return settledOneByOne(ready, open, rows);
    }

    private boolean settledOneByOne(Connection ready, List<PendingWrite> open, List<NewRow> rows) {
        try {
            List<Fate> fates = Journal.fates(ready, rows);
            for (int i = 0; i < fates.size(); i++) {
                if (fates.get(i) == Fate.OURS && open.get(i).isUnsure()) {
                    // It is visible, but its own commit may have been cut off from the replica it waited for.
                    JournalSession.commit(ready);
                    break;
                }
            }
            for (int i = 0; i < fates.size(); i++) {
                open.get(i).settle(fates.get(i));
            }
            return true;
        } catch (Throwable e) {
            failed(e, open.size());
            open.forEach(PendingWrite::mayBeWritten);
            letGo(e);
            return false;
        }
    }

    /** The server refused the batch because of a row: find it by halves. The others are written. */
    private boolean withoutTheOneAtFault(List<PendingWrite> open, Throwable refusal) {
        if (open.size() == 1) {
            PendingWrite write = open.get(0);
            if (write.isUnsure()) {
                return false;
            }
            log.error(
                    "the journal does not take record {} of {}",
                    write.row().sequenceNumber(),
                    write.row().persistenceId(),
                    refusal);
            write.refuse(refusal);
            return true;
        }
        int half = open.size() / 2;
        write(open.subList(0, half));
        write(open.subList(half, open.size()));
        return true;
    }

    /** Whether the server says that it did nothing: it answered with an error and waits for the next statement. */
    private boolean isRefusal(Throwable e) {
        return e instanceof PSQLException refusal && refusal.getServerErrorMessage() != null && connection.isOpen();
    }

    private static String sqlClass(Throwable e) {
        String state = ((SQLException) e).getSQLState();
        return state == null ? "" : state.substring(0, 2);
    }

    /** A warning comes over a connection that works; after anything else nobody knows what is on its way there. */
    private void letGo(Throwable e) {
        if (!(e instanceof SQLWarning)) {
            connection.abandon();
        }
    }

    private void failed(Throwable e, int rows) {
        if (!e.toString().equals(lastFailure.toString())) {
            log.warn("{} commits could not be written yet: {}", rows, e.toString());
        }
        lastFailure = e;
    }
}
