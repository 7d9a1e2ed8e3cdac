package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiConsumer;

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

    private final Shards shards;

    public UserKeysTable(Shards shards) {
        this.shards = shards;
    }

    /**
     * Keeps the key unless the user has one already. It is on disk when this returns.
     *
     * @return the key that is there now
     */
    public byte[] insert(UUID userId, byte[] wrappedKey) throws SQLException {
        try (Connection connection = connection(userId)) {
            if (Statements.update(connection, INSERT, userId, wrappedKey) == 1) {
                return wrappedKey;
            }
        }
        return find(userId).orElseThrow(() -> new SQLException("the key of user " + userId + " vanished meanwhile"));
    }

    public Optional<byte[]> find(UUID userId) throws SQLException {
        try (Connection connection = connection(userId)) {
            return Statements.first(connection, FIND, row -> row.getBytes(1), userId);
        }
    }

    /** Forgets the key, and with it all that it encrypted. */
    public void delete(UUID userId) throws SQLException {
        try (Connection connection = connection(userId)) {
            Statements.update(connection, DELETE, userId);
        }
    }

    /** Shows some user and their key, if this database has any: to try a master key on. */
    public void showAny(int shard, BiConsumer<UUID, byte[]> viewer) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection();
                PreparedStatement any = connection.prepareStatement(ANY);
                ResultSet row = any.executeQuery()) {
            if (row.next()) {
                viewer.accept(row.getObject(1, UUID.class), row.getBytes(2));
            }
        }
    }

    private Connection connection(UUID userId) throws SQLException {
        return shards.writer(Shards.shardOf(userId)).getConnection();
    }
}
