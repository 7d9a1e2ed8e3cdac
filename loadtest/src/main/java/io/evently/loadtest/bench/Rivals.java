package io.evently.loadtest.bench;

import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.sut.Databases;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who Evently is held against.
 *
 * @param rowLock the ERD's way at its best
 * @param statements other rivals over JDBC
 * @param entities rivals whose clients are asks in flight, not connections
 * @param mostConnections that a rival over JDBC can have at once
 */
record Rivals(Rival rowLock, List<Rival> statements, List<Rival> entities, int mostConnections)
        implements AutoCloseable {

    /** Left for Evently's pools, which grow under load, and for audits. */
    private static final int LEFT_FOR_EVENTLY = 50;

    /** All but the first. */
    List<Rival> others() {
        return Stream.concat(statements.stream(), entities.stream()).toList();
    }

    /** How many connections that PostgreSQL has free beside a running Evently, in tens. */
    static int freeConnections(int databasePort) throws SQLException {
        String sql =
                """
                select current_setting('max_connections')::int - count(*)
                  from pg_stat_activity
                 where backend_type = 'client backend'
                """;
        try (Connection connection = Databases.administer(databasePort);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return (rows.getInt(1) - LEFT_FOR_EVENTLY) / 10 * 10;
        }
    }

    @Override
    public void close() {
        rowLock.close();
        others().forEach(Rival::close);
    }
}
