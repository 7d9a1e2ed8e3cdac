package io.evently.database.backup;

import io.evently.database.ConnectionLimits;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A moment in which nobody writes any of the four journals, so that what is read then is of one moment: an address is
 * claimed in one database, its user lives in another. Commits wait meanwhile, for the milliseconds that four snapshots
 * take.
 */
final class JournalPause implements AutoCloseable {

    /** How long commits may wait for a database whose journal somebody keeps; then all go on, and it is tried again. */
    private static final String TAKE =
            """
            set local lock_timeout = '250ms';
            lock table event_journal in share mode
            """;

    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private static final int TRIES = 40;

    private static final long STEP_BACK_NANOS = TimeUnit.MILLISECONDS.toNanos(250);

    private final List<Connection> connections;

    private JournalPause(List<Connection> connections) {
        this.connections = connections;
    }

    /** @throws SQLException if the user may not, or somebody keeps a journal locked for all of 20 s */
    static JournalPause begin(List<String> urls) throws SQLException {
        for (int attempt = 1; ; attempt++) {
            JournalPause pause = new JournalPause(new ArrayList<>());
            try {
                pause.take(urls);
                return pause;
            } catch (SQLException failed) {
                pause.close();
                if (!LOCK_NOT_AVAILABLE.equals(failed.getSQLState()) || attempt == TRIES) {
                    throw failed;
                }
                LockSupport.parkNanos(STEP_BACK_NANOS);
            }
        }
    }

    private void take(List<String> urls) throws SQLException {
        // First all connections, then the locks: commits wait for no log-in.
        for (String url : urls) {
            Connection connection = ConnectionLimits.connect(url, "backup", ConnectionLimits.SHORT);
            connections.add(connection);
            connection.setAutoCommit(false);
        }
        for (Connection connection : connections) {
            try (Statement statement = connection.createStatement()) {
                statement.execute(TAKE);
            }
        }
    }

    /** Commits go on. */
    @Override
    public void close() throws SQLException {
        for (Connection connection : connections) {
            connection.close();
        }
    }
}
