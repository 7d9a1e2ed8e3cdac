package io.evently.loadtest.sut;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/**
 * The databases of a PostgreSQL on 127.0.0.1, for its superuser. The password is in a file that the driver knows
 * ({@link PgPass}).
 */
public final class Databases {

    /** How many there are ({@code design.md}): an event lies in one of them. */
    public static final int SHARDS = 4;

    private Databases() {}

    /** What one of them is called, from 0. */
    public static String name(int shard) {
        return "evently_" + shard;
    }

    /** A connection to one of them. */
    public static Connection connect(int port, int shard) throws SQLException {
        return connect(port, name(shard));
    }

    /** A connection for what concerns the whole server. */
    public static Connection administer(int port) throws SQLException {
        return connect(port, "postgres");
    }

    private static Connection connect(int port, String name) throws SQLException {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/" + name + "?user=postgres");
    }
}
