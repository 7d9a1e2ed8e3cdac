package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;

/**
 * One rotation of a key at a time: a lock in database 0 that its connection holds. Whoever dies lets go of it. For one
 * thread.
 */
public final class RotationLock implements AutoCloseable {

    /** A number that no other advisory lock of two numbers has: there are none. */
    private static final String TAKE = "select pg_try_advisory_lock(43, 0)";

    private static final String RELEASE = "select pg_advisory_unlock(43, 0)";

    private static final String HOLDS =
            """
            select 1 from pg_locks
            where locktype = 'advisory' and pid = pg_backend_pid() and classid = 43 and objid = 0 and objsubid = 2
                and database = (select oid from pg_database where datname = current_database())
            """;

    /** Who may not see others' sessions sees the number of the process at least. */
    private static final String HOLDER =
            """
            select concat_ws(', ', 'PostgreSQL process ' || l.pid,
                'from ' || coalesce(host(a.client_addr), 'the same machine'),
                'connected since ' || to_char(a.backend_start at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"'))
            from pg_locks l left join pg_stat_activity a on a.pid = l.pid
            where l.locktype = 'advisory' and l.classid = 43 and l.objid = 0 and l.objsubid = 2 and l.granted
                and l.database = (select oid from pg_database where datname = current_database())
            """;

    private final Connection connection;

    private RotationLock(Connection connection) {
        this.connection = connection;
    }

    /**
     * Takes it, or does nothing.
     *
     * @param connection to database 0, in autocommit, kept until this is closed
     * @return empty: somebody else has it
     */
    public static Optional<RotationLock> tryTake(Connection connection) throws SQLException {
        return Statements.first(connection, TAKE, row -> row.getBoolean(1)).orElseThrow()
                ? Optional.of(new RotationLock(connection))
                : Optional.empty();
    }

    /** Who has it: process, address and time, for a sentence; empty: nobody any more. */
    public static Optional<String> holder(Connection connection) throws SQLException {
        return Statements.first(connection, HOLDER, row -> row.getString(1));
    }

    /** @throws SQLException if the connection broke, and the lock with it */
    public void mustHold() throws SQLException {
        if (Statements.first(connection, HOLDS, row -> true).isEmpty()) {
            throw new SQLException("the lock that keeps other rotations away is lost");
        }
    }

    @Override
    public void close() throws SQLException {
        Statements.list(connection, RELEASE, row -> row.getBoolean(1));
    }
}
