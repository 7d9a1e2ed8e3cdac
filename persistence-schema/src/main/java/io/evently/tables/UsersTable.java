package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.UUID;

/** The table {@code users}: full rows in the user's own database, stubs elsewhere. */
public final class UsersTable {

    private static final String UPSERT =
            """
            insert into users (id, email, name, email_bidx, password_hash, role, is_active, version, created_at,
                updated_at)
            select id, email, name, email_bidx, password_hash, role::user_role, is_active, version,
                timestamp_of_micros(created_at), timestamp_of_micros(updated_at)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, email, name, email_bidx, password_hash, role, is_active, version, created_at, updated_at)
            on conflict (id) do update set email = excluded.email, name = excluded.name,
                email_bidx = excluded.email_bidx, password_hash = excluded.password_hash, role = excluded.role,
                is_active = excluded.is_active, version = excluded.version, created_at = excluded.created_at,
                updated_at = excluded.updated_at
            where users.version < excluded.version
            """;

    private static final String STUBS =
            """
            insert into users (id, version) select id, 0 from unnest(?) as new (id) on conflict (id) do nothing
            """;

    private UsersTable() {}

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<UserRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, rows)
                    .ids(UserRow::id)
                    .bytes(UserRow::email)
                    .bytes(UserRow::name)
                    .bytes(UserRow::emailIndex)
                    .texts(UserRow::passwordHash)
                    .texts(UserRow::role)
                    .booleans(UserRow::active)
                    .ints(UserRow::version)
                    .longs(UserRow::createdAt)
                    .longs(UserRow::updatedAt);
            upsert.executeUpdate();
        }
    }

    /** Makes stubs of those who have no row yet, so that bookings may refer to them. */
    public static void ensureStubs(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement stubs = connection.prepareStatement(STUBS)) {
            new Columns<>(stubs, ids).ids(id -> id);
            stubs.executeUpdate();
        }
    }
}
