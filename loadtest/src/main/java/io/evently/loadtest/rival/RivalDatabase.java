package io.evently.loadtest.rival;

import io.evently.loadtest.sut.Databases;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The database {@code rival}, on Evently's own PostgreSQL and with its durable settings. */
public final class RivalDatabase {

    /** A closed connection's process takes milliseconds to go; after this long its place is somebody else's. */
    private static final long WAIT_FOR_PLACES_NANOS = TimeUnit.SECONDS.toNanos(2);

    private final String url;

    private RivalDatabase(String url) {
        this.url = url;
    }

    /**
     * Makes the database anew: tables, functions, users, and a journal for actors. Rivals on an earlier one must be
     * closed.
     *
     * @param databasePort of a PostgreSQL on 127.0.0.1 whose password {@link io.evently.loadtest.sut.PgPass} knows
     * @throws IllegalStateException when the server would forget what it acknowledged: no fair comparison
     */
    public static RivalDatabase create(int databasePort) throws SQLException {
        String server = "jdbc:postgresql://127.0.0.1:" + databasePort + "/";
        try (Connection connection = Databases.administer(databasePort);
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                try (ResultSet rows = statement.executeQuery("show " + setting)) {
                    rows.next();
                    if (!rows.getString(1).equals("on")) {
                        throw new IllegalStateException(setting + " is " + rows.getString(1));
                    }
                }
            }
            statement.execute("drop database if exists rival");
            statement.execute("create database rival");
        }
        // 1: prepared on the server from the first call on.
        var database = new RivalDatabase(server + "rival?user=postgres&prepareThreshold=1");
        database.makeTables();
        return database;
    }

    Connection connect() throws SQLException {
        return DriverManager.getConnection(url);
    }

    /** For pools of others: user included, statements prepared from the first call on. */
    public String url() {
        return url;
    }

    /**
     * Waits until so many connections can be had.
     *
     * @throws IllegalArgumentException when the server has fewer
     */
    void mustTake(int clients) throws SQLException {
        long giveUp = System.nanoTime() + WAIT_FOR_PLACES_NANOS;
        int free = freeConnections();
        while (free < clients) {
            if (System.nanoTime() > giveUp) {
                throw new IllegalArgumentException(clients + " clients, but the server's max_connections leaves " + free
                        + " connections for them");
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            free = freeConnections();
        }
    }

    /** The reserved ones included: the user postgres gets those, too. */
    private int freeConnections() throws SQLException {
        String sql =
                """
                select current_setting('max_connections')::integer - count(*)::integer
                  from pg_stat_activity
                 where backend_type = 'client backend' and pid <> pg_backend_pid()
                """;
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getInt(1);
        }
    }

    private void makeTables() throws SQLException {
        try (Connection connection = connect();
                Statement script = connection.createStatement()) {
            for (String name : List.of("tables.sql", "row-lock.sql", "batch.sql", "request.sql", "persist.sql")) {
                script.execute(resource(name));
            }
        }
        addUsers(RivalBooking.USERS);
    }

    /** These may book, too; each must be new. */
    public void addUsers(Collection<UUID> ids) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement insert =
                        connection.prepareStatement("insert into users (id) select unnest(?::uuid[])")) {
            insert.setArray(1, connection.createArrayOf("uuid", ids.toArray()));
            insert.executeUpdate();
        }
    }

    private static String resource(String name) {
        try (InputStream in = RivalDatabase.class.getResourceAsStream("/rival/" + name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
