package io.evently.database.backup;

import io.evently.database.ConnectionLimits;
import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The mark that a database bears while it is restored: a schema {@code evently_restore}, with the list of the forgotten.
 * Evently does not start on a database that bears it, so nobody is served before the list was applied in all four.
 */
public final class UnfinishedRestore {

    static final String FORGOTTEN = "evently_restore.forgotten";

    private static final String MARK =
            """
            create schema if not exists evently_restore;
            create table if not exists evently_restore.forgotten (
                user_id uuid not null primary key, forgotten_at timestamptz not null, asked_by uuid)
            """;

    private static final String IS_MARKED = "select to_regnamespace('evently_restore') is not null";

    /** Of a database whose users were all forgotten, too, it may be that none has a key. */
    private static final String HAS_KEYS_OF_NOBODY =
            """
            select not exists (select from keys.user_keys)
                and exists (
                    select from users u
                    where u.email is not null
                        and not exists (select from keys.forgotten f where f.user_id = u.id))
            """;

    private UnfinishedRestore() {}

    /**
     * Refuses databases that somebody began to restore.
     *
     * @param urls JDBC URLs of the four databases
     */
    public static void none(List<String> urls) {
        for (int shard = 0; shard < urls.size(); shard++) {
            if (ask(urls.get(shard), shard, UnfinishedRestore::isMarked)) {
                throw new StartupRefused(
                        "A restore of database " + shard + " was begun and not finished, and whom Evently"
                                + " forgot may be in it. Run cluster-config/restore.sh to its end.");
            }
        }
    }

    /**
     * Refuses databases with users and without their keys: the data of a backup that somebody restored by hand.
     *
     * @param urls JDBC URLs of the four databases, migrated, for one who may read keys
     */
    public static void keysMustBeThere(List<String> urls) {
        for (int shard = 0; shard < urls.size(); shard++) {
            if (ask(urls.get(shard), shard, UnfinishedRestore::lacksKeys)) {
                throw new StartupRefused("Database " + shard + " has users and none of their keys: it was restored"
                        + " without them. Restore data and keys together, by cluster-config/restore.sh.");
            }
        }
    }

    private interface Question {
        boolean of(Connection connection) throws SQLException;
    }

    private static boolean ask(String url, int shard, Question question) {
        try (Connection connection = ConnectionLimits.connect(url, "start", ConnectionLimits.SHORT)) {
            return question.of(connection);
        } catch (SQLException e) {
            throw new StartupRefused(
                    "Database " + shard + " cannot be asked: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    private static boolean lacksKeys(Connection connection) throws SQLException {
        return !Catalog.has(connection, "keys.user_keys")
                || Statements.first(connection, HAS_KEYS_OF_NOBODY, row -> row.getBoolean(1))
                        .orElseThrow();
    }

    static boolean isMarked(Connection connection) throws SQLException {
        return Statements.first(connection, IS_MARKED, row -> row.getBoolean(1)).orElseThrow();
    }

    /** Bears it from here on, with those of the forgotten that are its own: they outlive a crash in the middle. */
    static void mark(Connection connection, int shard, ForgottenList forgotten) throws SQLException {
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute(MARK);
            forgotten.writeTo(connection, shard, FORGOTTEN);
            connection.commit();
        } finally {
            connection.setAutoCommit(true);
        }
    }

    static void clear(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("drop schema evently_restore cascade");
        }
    }
}
