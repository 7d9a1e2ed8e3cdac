package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code keys.forgotten} beside {@code users}: whose key was thrown away, which is kept apart from what the keys
 * protect. Where {@code users} still knows them, it was restored from before.
 */
public final class ForgottenKeysTable {

    /** Also who has no row: without one, they were known by their tokens only. */
    private static final String STILL_KNOWN =
            """
            select forgotten.user_id, forgotten.asked_by
            from keys.forgotten left join users on users.id = forgotten.user_id
            where forgotten.user_id > ? and users.deleted_at is null
            order by forgotten.user_id limit ?
            """;

    private ForgottenKeysTable() {}

    /** @param askedBy who asked to forget them; null: not known */
    public record Row(UUID userId, UUID askedBy) {}

    /**
     * Who was forgotten and is still known here, in the order of their ids.
     *
     * @param after behind this one; null: from the first
     */
    public static List<Row> stillKnown(Connection connection, UUID after, int limit) throws SQLException {
        return Statements.list(
                connection,
                STILL_KNOWN,
                row -> new Row(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                after == null ? new UUID(0, 0) : after,
                limit);
    }
}
