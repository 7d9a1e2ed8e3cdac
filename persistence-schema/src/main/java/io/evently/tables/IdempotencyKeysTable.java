package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Optional;
import java.util.UUID;

/**
 * The table {@code idempotency_keys}. Not a projection: the rows are written here and nowhere else. A row counts for 24
 * hours by the database's clock, whether it was deleted already or not.
 */
public final class IdempotencyKeysTable {

    /** Takes the place of a row that does not count any more, and leaves one that does alone. */
    private static final String RESERVE =
            """
            insert into idempotency_keys as kept (scope, fingerprint, made_id, kept_since)
            values (?, ?, ?, now())
            on conflict (scope) do update
            set fingerprint = excluded.fingerprint, made_id = excluded.made_id, made_at = null,
                kept_since = excluded.kept_since
            where kept.kept_since <= now() - interval '24 hours'
            """;

    private static final String FIND =
            """
            select fingerprint, made_id, micros_of_timestamp(made_at) from idempotency_keys where scope = ?
            """;

    /** Also if the row was released meanwhile, by a request with the same key that was refused. */
    private static final String MADE =
            """
            insert into idempotency_keys as kept (scope, fingerprint, made_id, made_at, kept_since)
            values (?, ?, ?, timestamp_of_micros(?), now())
            on conflict (scope) do update set made_at = excluded.made_at where kept.made_id = excluded.made_id
            """;

    private static final String RELEASE =
            """
            delete from idempotency_keys where scope = ? and made_id = ? and made_at is null
            """;

    private static final String DELETE = "delete from idempotency_keys where scope = ? and made_id = ?";

    private static final String REMOVE_OLD =
            """
            delete from idempotency_keys where scope in (
                select scope from idempotency_keys where kept_since <= now() - interval '24 hours'
                order by kept_since limit ?)
            """;

    private IdempotencyKeysTable() {}

    /**
     * A row.
     *
     * @param scope 32 bytes: who asks, for what, with which key
     * @param fingerprint 32 bytes: the content
     * @param madeId of what the request makes
     * @param madeAt when it was made, microseconds; 0: perhaps it was not
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Row(byte[] scope, byte[] fingerprint, UUID madeId, long madeAt) {

        public boolean isMade() {
            return madeAt != 0;
        }

        public boolean isSameRequest(byte[] content) {
            return Arrays.equals(fingerprint, content);
        }
    }

    /**
     * Keeps what a request is going to make, unless one with this key came before. It is on disk when this returns.
     *
     * @return the row that counts; empty if it was deleted just now: ask again
     */
    public static Optional<Row> reserve(Connection connection, byte[] scope, byte[] fingerprint, UUID id)
            throws SQLException {
        if (Statements.update(connection, RESERVE, scope, fingerprint, id) == 1) {
            return Optional.of(new Row(scope, fingerprint, id, 0));
        }
        return Statements.first(
                connection,
                FIND,
                row -> new Row(scope, row.getBytes(1), row.getObject(2, UUID.class), row.getLong(3)),
                scope);
    }

    /** Notes that it was made. */
    public static void made(Connection connection, Row row, long at) throws SQLException {
        Statements.update(connection, MADE, row.scope(), row.fingerprint(), row.madeId(), at);
    }

    /** Forgets a request that was refused, unless the same one was granted meanwhile. */
    public static void release(Connection connection, Row row) throws SQLException {
        Statements.update(connection, RELEASE, row.scope(), row.madeId());
    }

    /** Forgets a request whose result is gone. */
    public static void delete(Connection connection, Row row) throws SQLException {
        Statements.update(connection, DELETE, row.scope(), row.madeId());
    }

    /**
     * Deletes rows that do not count any more, the oldest first.
     *
     * @param limit at most so many
     * @return how many
     */
    public static int removeOld(Connection connection, int limit) throws SQLException {
        return Statements.update(connection, REMOVE_OLD, limit);
    }
}
