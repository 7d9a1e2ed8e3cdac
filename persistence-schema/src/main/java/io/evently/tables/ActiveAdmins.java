package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code active_admins} of database 0. Whoever counts there is an active admin, always; an active admin may be
 * missing for a while. So while one counts, there is one.
 *
 * <p>Before an admin's right is taken, they {@link #release cease to count}, which is refused to the last who does. Only
 * after a user has become an active admin they {@link #count begin to}. Both name the user's fact they know of, so that
 * what comes late changes nothing.
 */
public final class ActiveAdmins {

    /** A right that was to be taken this long ago, and was not, is not going to be: a request about users takes 8 s. */
    private static final Duration GIVEN_UP = Duration.ofSeconds(10);

    /** One at a time decides: two admins who demote each other at the same instant each see what the other did. */
    private static final String ONE_AT_A_TIME = "lock table active_admins in share row exclusive mode";

    private static final String OTHERS = "select 1 from active_admins where counts and user_id <> ? limit 1";

    private static final String RELEASE =
            """
            insert into active_admins (user_id, version, counts, changed_at) values (?, ?, false, clock_timestamp())
            on conflict (user_id) do update set version = excluded.version, counts = false,
                changed_at = excluded.changed_at
            where active_admins.version <= excluded.version
            """;

    private static final String COUNT =
            """
            insert into active_admins (user_id, version, counts, changed_at) values (?, ?, true, clock_timestamp())
            on conflict (user_id) do update set version = excluded.version, counts = true,
                changed_at = excluded.changed_at
            where active_admins.version < excluded.version
            """;

    private static final String ANY = "select exists (select 1 from active_admins where counts)";

    private static final String KNOWN =
            """
            select user_id, version, counts, changed_at < clock_timestamp() - make_interval(secs => ?)
            from active_admins where user_id in (select user_id from unnest(?) as asked (user_id))
            """;

    private static final String IN_USERS =
            """
            select id, version from users where role = 'admin' and is_active order by id limit ?
            """;

    private ActiveAdmins() {}

    /** @param version the number of the user's newest fact */
    public record Admin(UUID userId, long version) {}

    /**
     * What is known of an admin.
     *
     * @param counts whether they count
     * @param givenUp if not: whether whoever wanted to take their right has given up since
     */
    public record Known(UUID userId, long version, boolean counts, boolean givenUp) {}

    /**
     * The admin ceases to count, as one whose right is about to be taken.
     *
     * @param connection in no transaction
     * @return false if nobody else counts: then nothing has changed
     */
    public static boolean release(Connection connection, Admin admin) throws SQLException {
        boolean autoCommit = connection.getAutoCommit();
        connection.setAutoCommit(false);
        try (Statement lock = connection.createStatement();
                PreparedStatement others = connection.prepareStatement(OTHERS)) {
            lock.execute(ONE_AT_A_TIME);
            others.setObject(1, admin.userId());
            boolean released;
            try (ResultSet found = others.executeQuery()) {
                released = found.next();
            }
            if (released) {
                execute(connection, RELEASE, admin);
            }
            connection.commit();
            return released;
        } catch (SQLException failed) {
            connection.rollback();
            throw failed;
        } finally {
            connection.setAutoCommit(autoCommit);
        }
    }

    /** Who is an active admin since this fact counts, unless something newer is known. */
    public static void count(Connection connection, Admin admin) throws SQLException {
        execute(connection, COUNT, admin);
    }

    /** Whether anybody counts. */
    public static boolean any(Connection connection) throws SQLException {
        try (Statement ask = connection.createStatement();
                ResultSet row = ask.executeQuery(ANY)) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** What is known of these. */
    public static List<Known> known(Connection connection, List<UUID> userIds) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(KNOWN)) {
            select.setLong(1, GIVEN_UP.toSeconds());
            select.setArray(2, connection.createArrayOf("uuid", userIds.toArray()));
            try (ResultSet rows = select.executeQuery()) {
                List<Known> known = new ArrayList<>();
                while (rows.next()) {
                    known.add(new Known(
                            rows.getObject(1, UUID.class), rows.getLong(2), rows.getBoolean(3), rows.getBoolean(4)));
                }
                return known;
            }
        }
    }

    /** Active admins by the table {@code users} of this database, which may be behind. */
    public static List<Admin> inUsers(Connection connection, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(IN_USERS)) {
            select.setInt(1, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Admin> admins = new ArrayList<>();
                while (rows.next()) {
                    admins.add(new Admin(rows.getObject(1, UUID.class), rows.getLong(2)));
                }
                return admins;
            }
        }
    }

    private static void execute(Connection connection, String sql, Admin admin) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, admin.userId());
            statement.setLong(2, admin.version());
            statement.executeUpdate();
        }
    }
}
