package io.evently.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;

/**
 * Statements that the server ends sooner than others of the same connection, and plans for their own values: of one word the
 * next page is at hand in the order of dates, another has to be looked up.
 */
public final class StatementLimit {

    /** A search of 100,000 events takes some milliseconds; who asks for what no index helps to find waits no longer. */
    public static final Duration SEARCH = Duration.ofSeconds(2);

    private StatementLimit() {}

    /** What reads something. */
    public interface Work<T> {
        T run() throws SQLException;
    }

    /** @param connection in autocommit, and so again afterwards */
    public static <T> T within(Connection connection, Duration limit, Work<T> work) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement set = connection.createStatement()) {
            set.execute("set local statement_timeout = %d; set local plan_cache_mode = force_custom_plan"
                    .formatted(limit.toMillis()));
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            connection.rollback();
            throw e;
        } finally {
            connection.setAutoCommit(true);
        }
    }
}
