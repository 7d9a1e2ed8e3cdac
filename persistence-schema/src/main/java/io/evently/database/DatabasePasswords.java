package io.evently.database;

import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import org.postgresql.Driver;
import org.postgresql.PGProperty;
import org.postgresql.plugin.AuthenticationPlugin;
import org.postgresql.plugin.AuthenticationRequestType;

/**
 * Passwords of databases, kept apart from their URLs: pools, settings, exceptions and whoever else shows a URL have no
 * password to show. The driver asks here when a server wants one. What it knows from elsewhere, its own look into the
 * user's {@code .pgpass} included, counts only where nobody gave one.
 *
 * <p>Named in the driver's {@code authenticationPluginClassName}, which makes one for each connection.
 */
public final class DatabasePasswords implements AuthenticationPlugin {

    /** By user, servers and database; as many as there are URLs in the settings. */
    private static final Map<String, String> KEPT = new ConcurrentHashMap<>();

    private final Properties connection;

    /** What the driver calls. */
    public DatabasePasswords(Properties connection) {
        this.connection = connection;
    }

    /**
     * Keeps the password of whoever connects by this URL, in place of an earlier one.
     *
     * @param url names its user, and no password
     */
    static void keep(String url, String password) {
        KEPT.put(key(Driver.parseURL(url, new Properties())), password);
    }

    /** A copy: the driver wipes it. Null if nobody knows one. */
    @Override
    public char[] getPassword(AuthenticationRequestType type) {
        String kept = KEPT.get(key(connection));
        String password = kept == null ? PGProperty.PASSWORD.getOrDefault(connection) : kept;
        return password == null ? null : password.toCharArray();
    }

    private static String key(Properties connection) {
        return String.join(
                " ",
                PGProperty.USER.getOrDefault(connection),
                PGProperty.PG_HOST.getOrDefault(connection),
                PGProperty.PG_PORT.getOrDefault(connection),
                PGProperty.PG_DBNAME.getOrDefault(connection));
    }
}
