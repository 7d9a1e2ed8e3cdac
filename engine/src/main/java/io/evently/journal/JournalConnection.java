package io.evently.journal;

import io.evently.database.ConnectionLimits;
import io.evently.tables.journal.Journal.NewRow;
import io.evently.tables.journal.JournalSession;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * The one connection on which a node writes a database's journal. It is no pool's: recoveries must not keep a commit
 * waiting, and a pool's back-off would find a database that is back only seconds later. Used by one thread.
 */
final class JournalConnection implements AutoCloseable {

    /** Connecting takes milliseconds; two attempts must fit into the time for which a request waits. */
    private static final Duration OPENING = Duration.ofSeconds(2);
    /** As pools do: what was used a moment ago is not asked whether it lives. */
    private static final long FRESH = TimeUnit.MILLISECONDS.toNanos(500);

    private static final int ALIVE_SECONDS = 1;
    private static final long LEAST_MILLIS = 500;
    /**
     * A server that hangs, or waits for a replica that is away, keeps working on what was sent before. Each new try would
     * be one more process of it that hangs: with two of them, wait.
     */
    private static final int MOST_ABANDONED = 2;
    /** As many as events live on a node ({@code active-entity-limit}), 3 MB. */
    private static final int MOST_REMEMBERED = 20_000;

    private final String url;
    private final Properties properties;
    private final long silenceMillis;
    private final Set<Integer> abandoned = new HashSet<>();
    /** By persistence id, the last record that was written on this connection, which leads to one server for its life. */
    private final Map<String, Long> written = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Long> eldest) {
            return size() > MOST_REMEMBERED;
        }
    };

    private Connection connection;
    /** Of the server, at the other end of {@link #connection}. */
    private int process;

    private long usedAt;
    private long timeoutMillis;

    /** @param silence how long the server may be silent before a write counts as failed */
    JournalConnection(String url, String name, Duration silence) {
        this.url = url;
        this.silenceMillis = silence.toMillis();
        this.properties = ConnectionLimits.properties(name, OPENING);
        properties.setProperty("connectTimeout", Long.toString(OPENING.toSeconds()));
        properties.setProperty("loginTimeout", Long.toString(OPENING.toSeconds()));
    }

    /**
     * A connection on which nothing is under way.
     *
     * @param nanos what is left of the time for which the writes wait: the server may not be silent for longer
     * @throws SQLException if there is none; nothing was sent then
     */
    Connection ready(long nanos) throws SQLException {
        try {
            if (connection != null && System.nanoTime() - usedAt > FRESH && !connection.isValid(ALIVE_SECONDS)) {
                close();
            }
            if (connection == null) {
                connection = DriverManager.getConnection(url, properties);
                timeoutMillis = OPENING.toMillis();
                // Now: a connection that broke does not know it any more.
                process = JournalSession.processOf(connection);
                JournalSession.prepare(connection);
            }
            long millis = Math.max(LEAST_MILLIS, Math.min(silenceMillis, TimeUnit.NANOSECONDS.toMillis(nanos)));
            if (millis != timeoutMillis) {
                connection.setNetworkTimeout(Runnable::run, (int) millis);
                timeoutMillis = millis;
            }
            if (!abandoned.isEmpty()) {
                abandoned.retainAll(JournalSession.busy(connection, abandoned));
            }
        } catch (SQLException e) {
            close();
            throw e;
        }
        if (abandoned.size() >= MOST_ABANDONED) {
            throw new SQLException("the server still works on %d writes sent before".formatted(abandoned.size()));
        }
        usedAt = System.nanoTime();
        return connection;
    }

    /** Whether the record before this one was written on this very connection. */
    boolean follows(NewRow row) {
        Long last = written.get(row.persistenceId());
        return last != null && last == row.sequenceNumber() - 1;
    }

    /** These are in the journal: the next ones may follow them. */
    void wrote(Collection<NewRow> rows) {
        rows.forEach(row -> written.put(row.persistenceId(), row.sequenceNumber()));
    }

    /** Whether the server, which refused a statement, is there and ready for the next one. */
    boolean isOpen() {
        try {
            return connection != null && !connection.isClosed();
        } catch (SQLException e) {
            return false;
        }
    }

    /** What was sent last got no answer; the server may still be at it. */
    void abandon() {
        if (connection != null) {
            abandoned.add(process);
        }
        close();
    }

    /** At once, without a word to the server, which may not listen. */
    @Override
    public void close() {
        Connection closing = connection;
        connection = null;
        written.clear();
        if (closing != null) {
            try {
                closing.abort(Runnable::run);
            } catch (SQLException e) {
                // It is of no use any more, whatever it says.
            }
        }
    }
}
