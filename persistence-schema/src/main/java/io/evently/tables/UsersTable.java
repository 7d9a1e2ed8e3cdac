package io.evently.tables;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** The table {@code users}: full rows in the user's own database, stubs elsewhere. */
public final class UsersTable {

    private static final Table<UserRow> USERS = new Table<>(
            "users",
            UserRow.class,
            id("id", UserRow::id),
            bytes("email", UserRow::email),
            bytes("name", UserRow::name),
            bytes("email_bidx", UserRow::emailIndex),
            text("password_hash", UserRow::passwordHash),
            text("role", UserRow::role).as("user_role"),
            bool("is_active", UserRow::active),
            int4("version", UserRow::version),
            microsOrNull("created_at", UserRow::createdAt),
            micros("updated_at", UserRow::updatedAt),
            microsOrNull("deleted_at", UserRow::deletedAt),
            microsOrNull("unproved_since", UserRow::unprovedSince));

    private static final String UPSERT =
            USERS.insert() + USERS.onConflictUpdate("id") + "where users.version < excluded.version";

    private static final String STUBS =
            """
            insert into users (id, version) select id, 0 from unnest(?) as new (id) on conflict (id) do nothing
            """;

    private static final String MENTIONS =
            """
            select exists (select from users where id = ?)
                or exists (select from booking_attempts where user_id = ?)
            """;

    private UsersTable() {}

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<UserRow> rows) throws SQLException {
        USERS.write(connection, UPSERT, rows);
    }

    /** Whether this database knows the id: a user, or somebody who booked, waited or tried to. */
    public static boolean mentions(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, MENTIONS, row -> row.getBoolean(1), userId, userId)
                .orElseThrow();
    }

    /** Makes stubs of those who have no row yet, so that bookings may refer to them. */
    public static void ensureStubs(Connection connection, Collection<UUID> ids) throws SQLException {
        if (!ids.isEmpty()) {
            Statements.update(connection, STUBS, ids);
        }
    }
}
