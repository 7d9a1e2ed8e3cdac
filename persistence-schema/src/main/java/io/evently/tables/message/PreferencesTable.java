package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The table {@code message_preferences}, in the database of the person. */
public final class PreferencesTable {

    private static final String READ =
            """
            select user_id,
                (preferences #>> '{email, booking}')::boolean, (preferences #>> '{email, waitlist}')::boolean,
                (preferences #>> '{email, event}')::boolean,
                (preferences #>> '{inApp, booking}')::boolean, (preferences #>> '{inApp, waitlist}')::boolean,
                (preferences #>> '{inApp, event}')::boolean
            from message_preferences where user_id = any (?)
            """;

    /**
     * A user's row is locked, so that the fact that they are forgotten waits for this, and their erasure finds it. The row of
     * whoever was forgotten says so.
     */
    private static final String WRITE =
            """
            with person as materialized (select deleted_at from users where id = ? for share)
            insert into message_preferences (user_id, preferences, updated_at)
            select ?, jsonb_build_object(
                'email', jsonb_build_object('booking', ?::boolean, 'waitlist', ?::boolean, 'event', ?::boolean),
                'inApp', jsonb_build_object('booking', ?::boolean, 'waitlist', ?::boolean, 'event', ?::boolean)),
                clock_timestamp()
            where not exists (select from person where deleted_at is not null)
            on conflict (user_id) do update
            set preferences = excluded.preferences, updated_at = excluded.updated_at
            where message_preferences.preferences <> excluded.preferences
            """;

    private PreferencesTable() {}

    /** Of those who have said something; {@link Preferences#EVERYTHING} holds for the others, who are not in it. */
    public static Map<UUID, Preferences> read(Connection connection, Collection<UUID> userIds) throws SQLException {
        Map<UUID, Preferences> preferences = new HashMap<>();
        if (!userIds.isEmpty()) {
            Statements.list(
                    connection,
                    READ,
                    row -> preferences.put(row.getObject(1, UUID.class), preferencesOf(row)),
                    userIds);
        }
        return preferences;
    }

    private static Preferences preferencesOf(ResultSet row) throws SQLException {
        return new Preferences(
                row.getBoolean(2),
                row.getBoolean(3),
                row.getBoolean(4),
                row.getBoolean(5),
                row.getBoolean(6),
                row.getBoolean(7));
    }

    /**
     * Keeps what a person wants from now on; not for somebody who was forgotten.
     *
     * @return whether it was something else than before
     */
    public static boolean write(Connection connection, UUID userId, Preferences wanted) throws SQLException {
        return Statements.update(
                        connection,
                        WRITE,
                        userId,
                        userId,
                        wanted.emailBooking(),
                        wanted.emailWaitlist(),
                        wanted.emailEvent(),
                        wanted.inAppBooking(),
                        wanted.inAppWaitlist(),
                        wanted.inAppEvent())
                > 0;
    }

    /**
     * For a person who is forgotten.
     *
     * @return how many rows there were: 0 or 1
     */
    public static int delete(Connection connection, UUID userId) throws SQLException {
        return Statements.update(connection, "delete from message_preferences where user_id = ?", userId);
    }
}
