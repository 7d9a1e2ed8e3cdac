package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Users' keys, wrapped by the master key, and who has been forgotten; each lies in the database of its user, in the schema
 * {@code keys}. Not a projection: the rows are written here and nowhere else, and a deleted key is gone for good.
 */
public final class UserKeysTable {

    /** A trigger leaves out whoever was forgotten. */
    private static final String INSERT =
            """
            insert into keys.user_keys (user_id, wrapped_key, master_version, created_at)
            values (?, ?, ?, now())
            on conflict (user_id) do nothing
            """;

    private static final String FIND =
            """
            select wrapped_key, master_version from keys.user_keys where user_id = ?
            """;

    private static final String DELETE = """
            delete from keys.user_keys where user_id = ?
            """;

    private static final String FORGET = """
            select 1 from keys.forget(?, ?)
            """;

    private static final String IS_FORGOTTEN =
            """
            select 1 from keys.forgotten where user_id = ?
            """;

    /** From one version to the next by the index, however many users share each. */
    private static final String ONE_OF_EACH_VERSION =
            """
            with recursive versions(version) as (
                (select min(master_version) from keys.user_keys)
                union all
                select (select min(k.master_version) from keys.user_keys k where k.master_version > v.version)
                from versions v where v.version is not null)
            select k.user_id, k.wrapped_key, k.master_version
            from versions v,
                lateral (
                    select * from keys.user_keys k where v.version is not null and k.master_version = v.version limit 1) k
            union all
            (select user_id, wrapped_key, master_version from keys.user_keys where master_version is null limit 1)
            """;

    private static final String WRAPPED_OTHERWISE =
            """
            select user_id, wrapped_key, master_version from (
                (select * from keys.user_keys where master_version < ? limit ?)
                union all
                (select * from keys.user_keys where master_version > ? limit ?)
                union all
                (select * from keys.user_keys where master_version is null limit ?)) k
            limit ?
            """;

    /** Unless the key was forgotten or wrapped by somebody else meanwhile. */
    private static final String WRAP_ANEW =
            """
            update keys.user_keys set wrapped_key = ?, master_version = ? where user_id = ? and wrapped_key = ?
            """;

    private UserKeysTable() {}

    /** A user's key. */
    public record Row(UUID userId, WrappedKey key) {}

    /**
     * Keeps the key unless the user has one already. It is on disk when this returns.
     *
     * @return the key that is there now; empty: the user was forgotten, and gets none
     */
    public static Optional<WrappedKey> insert(Connection connection, UUID userId, WrappedKey key) throws SQLException {
        if (Statements.update(connection, INSERT, userId, key.bytes(), key.masterVersion()) == 1) {
            return Optional.of(key);
        }
        Optional<WrappedKey> there = find(connection, userId);
        if (there.isEmpty() && !isForgotten(connection, userId)) {
            throw new SQLException("the key of user " + userId + " vanished meanwhile");
        }
        return there;
    }

    public static Optional<WrappedKey> find(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, FIND, row -> new WrappedKey(row.getBytes(1), row.getString(2)), userId);
    }

    /** Deletes the key of who never came to be a user. */
    public static void delete(Connection connection, UUID userId) throws SQLException {
        Statements.update(connection, DELETE, userId);
    }

    /**
     * Forgets the key, and with it all that it encrypted, for ever; both are on disk together. Again, it does nothing.
     *
     * @param askedBy null: nobody is known
     */
    public static void forget(Connection connection, UUID userId, UUID askedBy) throws SQLException {
        Statements.list(connection, FORGET, row -> userId, userId, askedBy);
    }

    public static boolean isForgotten(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, IS_FORGOTTEN, row -> userId, userId).isPresent();
    }

    /** A key of each version of the master key that this database's were wrapped by. */
    public static List<Row> oneOfEachVersion(Connection connection) throws SQLException {
        return Statements.list(connection, ONE_OF_EACH_VERSION, UserKeysTable::row);
    }

    /** Keys that were wrapped by another version than this one, {@code limit} at most. */
    public static List<Row> wrappedOtherwise(Connection connection, String version, int limit) throws SQLException {
        return Statements.list(
                connection, WRAPPED_OTHERWISE, UserKeysTable::row, version, limit, version, limit, limit, limit);
    }

    /** The same key, wrapped anew. */
    public static void wrapAnew(Connection connection, Row before, WrappedKey after) throws SQLException {
        Statements.update(
                connection,
                WRAP_ANEW,
                after.bytes(),
                after.masterVersion(),
                before.userId(),
                before.key().bytes());
    }

    private static Row row(ResultSet row) throws SQLException {
        return new Row(row.getObject(1, UUID.class), new WrappedKey(row.getBytes(2), row.getString(3)));
    }
}
