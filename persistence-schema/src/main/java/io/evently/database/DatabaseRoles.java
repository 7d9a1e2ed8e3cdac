package io.evently.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * By which rights each part of Evently uses the four databases, as JDBC URLs: the login is one, and takes the role of the
 * part when it connects.
 *
 * <p>A server whose roles nobody made is used as before, by whatever its one user may: an upgrade must not stop a sale for
 * want of a superuser. It is warned of, because nothing but Evently's own queries keeps customers apart there.
 *
 * @param owner for migrations
 * @param background for journal, projections and workers, who see all rows
 * @param requests for what requests read, under the tables' policies
 */
public record DatabaseRoles(List<String> owner, List<String> background, List<String> requests) {

    public static final String OWNER = "evently_owner";
    public static final String PROJECTION = "evently_projection";
    public static final String API = "evently_api";

    /** What makes them, for people to read. */
    static final String SCRIPT = "cluster-config/postgres/roles.sql";

    private static final Logger log = LoggerFactory.getLogger(DatabaseRoles.class);

    /** Superusers may do anything, and those who make roles or replicate anything much. */
    private static final String TOO_MIGHTY =
            """
            select concat_ws(', ', case when rolsuper then 'is a superuser' end,
                case when rolcreaterole then 'may make roles' end, case when rolreplication then 'may replicate' end)
            from pg_roles where rolname = session_user
            """;

    private static final String SEES_ALL =
            "select coalesce(bool_or(rolbypassrls), false) from pg_roles where rolname = '%s'";

    private static final String OWNS_DATABASE =
            "select pg_get_userbyid(datdba) = '%s' from pg_database where datname = current_database()";

    private static final String MAY_SEE_TOO_MUCH =
            """
            select not row_security_active('bookings') or has_table_privilege('event_journal', 'select')
                or has_column_privilege('users', 'password_hash', 'select')
            """;

    /** Checks owners and missing rights alike. */
    private static final String IS_HIDDEN_FROM = "select row_security_active('bookings')";

    /** What one login may become in one database. */
    private record Found(String owner, String background, String requests) {}

    /** A question with one answer. */
    private interface Asked<T> {
        T in(ResultSet row) throws SQLException;
    }

    /**
     * Looks what the logins may become.
     *
     * @param urls of the databases 0 to 3
     * @param requestUrls by a login of the requests' own; empty: by the same
     * @param allowUnsafe only warn of a login that may too much ({@code EVENTLY_ALLOW_UNSAFE_DATABASE=true})
     * @throws StartupRefused naming the database, the right, and what to do
     */
    public static DatabaseRoles find(List<String> urls, List<String> requestUrls, boolean allowUnsafe) {
        List<Found> found = new ArrayList<>();
        for (int shard = 0; shard < urls.size(); shard++) {
            found.add(find(shard, urls.get(shard), requestUrls.isEmpty() ? null : requestUrls.get(shard), allowUnsafe));
        }
        return new DatabaseRoles(
                found.stream().map(Found::owner).toList(),
                found.stream().map(Found::background).toList(),
                found.stream().map(Found::requests).toList());
    }

    private static Found find(int shard, String url, String requestUrl, boolean allowUnsafe) {
        try (Connection connection = connect(url)) {
            mustNotBeTooMighty(shard, connection, allowUnsafe);
            boolean ownersDatabase = ask(connection, OWNS_DATABASE.formatted(OWNER), row -> row.getBoolean(1));
            String owner = ownersDatabase && mayBecome(connection, OWNER) ? as(url, OWNER) : url;
            String background = owner;
            if (mayBecome(connection, PROJECTION)) {
                if (ask(connection, SEES_ALL.formatted(PROJECTION), row -> row.getBoolean(1))) {
                    background = as(url, PROJECTION);
                } else {
                    log.warn(
                            "In database {} the role {} has no bypassrls, so tables are written by their owner ({})",
                            shard,
                            PROJECTION,
                            SCRIPT);
                }
            }
            return new Found(owner, background, requests(shard, connection, url, requestUrl, background, allowUnsafe));
        } catch (SQLException e) {
            throw new StartupRefused(
                    "Database " + shard + " cannot be reached: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    private static String requests(
            int shard, Connection connection, String url, String requestUrl, String background, boolean allowUnsafe)
            throws SQLException {
        if (requestUrl != null) {
            try (Connection own = connect(requestUrl)) {
                mustNotBeTooMighty(shard, own, allowUnsafe);
                return mayBecome(own, API) ? as(requestUrl, API) : requestUrl;
            }
        }
        if (mayBecome(connection, API)) {
            return as(url, API);
        }
        log.warn(
                "In database {} requests read with all rights that Evently has: there is no role {}, or its user is no"
                        + " member of it. {} makes the roles",
                shard,
                API,
                SCRIPT);
        return background;
    }

    private static void mustNotBeTooMighty(int shard, Connection connection, boolean allowUnsafe) throws SQLException {
        String mighty = ask(connection, TOO_MIGHTY, row -> row.getString(1));
        if (mighty.isEmpty()) {
            return;
        }
        if (!allowUnsafe) {
            throw new StartupRefused("Evently's user of database " + shard + " " + mighty + ", which it needs for"
                    + " nothing. Run " + SCRIPT + " and give Evently the user that it makes, or set"
                    + " EVENTLY_ALLOW_UNSAFE_DATABASE=true if the data does not matter.");
        }
        log.warn("Evently's user of database {} {}", shard, mighty);
    }

    /**
     * After the migrations: the background sees all rows, or the tables could not follow; and requests, where they have a
     * role of their own, see no more than their policies show.
     *
     * @throws StartupRefused if a role may too much or too little
     */
    public void mustHold() {
        for (int shard = 0; shard < background.size(); shard++) {
            if (answers(shard, background.get(shard), IS_HIDDEN_FROM)) {
                throw new StartupRefused("Database " + shard + " hides rows from the role that writes its tables. Run "
                        + SCRIPT + " again, or make Evently's user their owner.");
            }
            if (!requests.get(shard).equals(background.get(shard))
                    && answers(shard, requests.get(shard), MAY_SEE_TOO_MUCH)) {
                throw new StartupRefused("The role by which requests read database " + shard + " may see more than "
                        + API + " is granted. Run " + SCRIPT + " again, and take its other rights from it.");
            }
        }
    }

    /** Gives the roles that there are what is theirs; nothing to do but after they or their rights have changed. */
    static void grant(Connection owner) throws SQLException {
        if (ask(owner, "select grant_roles()", row -> row.getBoolean(1))) {
            log.info("Evently's roles were granted what is theirs in {}", owner.getCatalog());
        }
    }

    private static boolean answers(int shard, String url, String question) {
        try (Connection connection = connect(url)) {
            return ask(connection, question, row -> row.getBoolean(1));
        } catch (SQLException e) {
            throw new StartupRefused(
                    "Database " + shard + " does not say what Evently may: " + DatabaseUrl.redacted(e.getMessage()), e);
        }
    }

    /** Tried, because what allows it differs between versions of PostgreSQL. */
    private static boolean mayBecome(Connection connection, String role) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute("set role " + role);
            statement.execute("reset role");
            return true;
        } catch (SQLException e) {
            // Not a member (42501), no such role (22023).
            if ("42501".equals(e.getSQLState()) || "22023".equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    private static String as(String url, String role) {
        return DatabaseUrl.parse(url).orElseThrow().withRole(role).withPasswordKept();
    }

    private static Connection connect(String url) throws SQLException {
        return ConnectionLimits.connect(url, "start", ConnectionLimits.SHORT);
    }

    private static <T> T ask(Connection connection, String sql, Asked<T> asked) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(sql)) {
            row.next();
            return asked.in(row);
        }
    }
}
