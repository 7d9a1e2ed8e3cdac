package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;

/**
 * Users' keys, wrapped by the master key; each lies in the database of its user. Not a projection: the rows are written
 * here and nowhere else, and a deleted one is gone for good.
 */
public final class UserKeysTable {

    private static final String INSERT =
            """
            insert into user_keys (user_id, wrapped_key, created_at)
            values (?, ?, now())
            on conflict (user_id) do nothing
            """;

    private static final String FIND =
            """
            select wrapped_key from user_keys where user_id = ?
            """;

    private static final String DELETE = """
            delete from user_keys where user_id = ?
            """;

    private static final String ANY =
            """
            select user_id, wrapped_key from user_keys limit 1
            """;

    private UserKeysTable() {}

    /**
     * Keeps the key unless the user has one already. It is on disk when this returns.
     *
     * @return the key that is there now
     */
    public static byte[] insert(Connection connection, UUID userId, byte[] wrappedKey) throws SQLException {
        if (Statements.update(connection, INSERT, userId, wrappedKey) == 1) {
            return wrappedKey;
        }
        return find(connection, userId)
                .orElseThrow(() -> new SQLException("the key of user " + userId + " vanished meanwhile"));
    }

    public static Optional<byte[]> find(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, FIND, row -> row.getBytes(1), userId);
    }

    /** Forgets the key, and with it all that it encrypted. */
    public static void delete(Connection connection, UUID userId) throws SQLException {
        Statements.update(connection, DELETE, userId);
    }

    /** Forgets it for ever. */
    public static void forget(Connection connection, UUID userId, UUID askedBy) throws SQLException {
        Statements.list(connection, "select from keys.forget(?, ?)", row -> userId, userId, askedBy);
    }

    /** Shows some user and their key, if this database has any: to try a master key on. */
    public static <K> Optional<K> any(Connection connection, BiFunction<UUID, byte[], K> viewer) throws SQLException {
        return Statements.first(connection, ANY, row -> viewer.apply(row.getObject(1, UUID.class), row.getBytes(2)));
    }
}
