package io.evently.database;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/**
 * One connection that nobody else uses, kept open, for what must not wait behind others and must not wait for long. One
 * at a time uses it; anybody may close it.
 *
 * <p>It is made anew after any failure, and each half minute: an old one may still lead to a server that was replaced.
 */
public final class OwnConnection implements AutoCloseable {

    private static final long LONGEST_USE_NANOS = Duration.ofSeconds(30).toNanos();

    private final String url;
    private final String name;
    private final Duration limit;
    private volatile Connection connection;
    private volatile boolean closed;
    private long made;

    /** What is done with it. */
    public interface Work<T> {

        /** In autocommit. */
        T with(Connection connection) throws SQLException;
    }

    /**
     * @param name as the server shows it
     * @param limit for each answer, in whole seconds; connecting takes 5 s at most
     */
    public OwnConnection(String url, String name, Duration limit) {
        this.url = url;
        this.name = name;
        this.limit = limit;
    }

    /** Does it, or fails within the limit and 5 s for connecting. */
    public synchronized <T> T use(Work<T> work) throws SQLException {
        try {
            return work.with(connected());
        } catch (SQLException | RuntimeException failed) {
            drop();
            throw failed;
        }
    }

    private Connection connected() throws SQLException {
        if (connection != null && System.nanoTime() - made > LONGEST_USE_NANOS) {
            drop();
        }
        if (connection == null) {
            connection = ConnectionLimits.connect(url, name, limit);
            made = System.nanoTime();
        }
        if (closed) {
            throw new SQLException("closed");
        }
        return connection;
    }

    private void drop() {
        Connection dropped = connection;
        connection = null;
        if (dropped != null) {
            try {
                // Not close(): that says good-bye to a server that may not listen.
                dropped.abort(Runnable::run);
            } catch (SQLException alreadyGone) {
                return;
            }
        }
    }

    /** Ends what is under way, too. */
    @Override
    public void close() {
        closed = true;
        drop();
    }
}
