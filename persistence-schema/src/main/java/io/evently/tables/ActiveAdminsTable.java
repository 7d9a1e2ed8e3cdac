package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
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
public final class ActiveAdminsTable {

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

    private ActiveAdminsTable() {}

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
        try {
            Statements.update(connection, ONE_AT_A_TIME);
            boolean released = Statements.first(connection, OTHERS, row -> true, admin.userId())
                    .isPresent();
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
        return Statements.first(connection, ANY, row -> row.getBoolean(1)).orElseThrow();
    }

    /** What is known of these. */
    public static List<Known> known(Connection connection, List<UUID> userIds) throws SQLException {
        return Statements.list(
                connection,
                KNOWN,
                row -> new Known(row.getObject(1, UUID.class), row.getLong(2), row.getBoolean(3), row.getBoolean(4)),
                GIVEN_UP.toSeconds(),
                userIds);
    }

    /** Active admins by the table {@code users} of this database, which may be behind. */
    public static List<Admin> inUsers(Connection connection, int limit) throws SQLException {
        return Statements.list(
                connection, IN_USERS, row -> new Admin(row.getObject(1, UUID.class), row.getLong(2)), limit);
    }

    private static void execute(Connection connection, String sql, Admin admin) throws SQLException {
        Statements.update(connection, sql, admin.userId(), admin.version());
    }
}
