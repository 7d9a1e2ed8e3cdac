package io.evently.database;

import io.evently.database.embedded.EmbeddedServer;
import io.evently.database.embedded.MigratedDatabases;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The one server of this test JVM, and short ways to ask it. */
public final class TestServer {

    private static EmbeddedServer server;
    private static MigratedDatabases migrated;

    private TestServer() {}

    public static synchronized EmbeddedServer get() {
        if (server == null) {
            server = EmbeddedServer.temporary();
            migrated = new MigratedDatabases(server);
        }
        return server;
    }

    /** Four databases of the test class's own, with the schema. */
    public static synchronized List<String> migrated(String prefix) {
        get();
        return migrated.four(prefix);
    }

    /** The first of them alone, with the schema, for tests of one table: it takes a quarter of the time. */
    public static synchronized String migratedFirst(String prefix) {
        get();
        return migrated.first(prefix);
    }

    public static void execute(String url, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            execute(connection, statements);
        }
    }

    /** The same on a connection that is open. */
    public static void execute(Connection connection, String... statements) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Each row's columns joined by a bar, null as "null". */
    public static List<String> rows(String url, String query) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            return rows(connection, query);
        }
    }

    /** The same on a connection that is open. */
    public static List<String> rows(Connection connection, String query) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet result = statement.executeQuery(query)) {
            List<String> rows = new ArrayList<>();
            while (result.next()) {
                List<String> row = new ArrayList<>();
                for (int column = 1; column <= result.getMetaData().getColumnCount(); column++) {
                    row.add(String.valueOf(result.getString(column)));
                }
                rows.add(String.join("|", row));
            }
            return rows;
        }
    }
}
