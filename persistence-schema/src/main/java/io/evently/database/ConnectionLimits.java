package io.evently.database;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Properties;

/**
 * No wait for a database is without an end: a host that lost its power, or a firewall that lost its table, says nothing,
 * and the driver's own default is to wait for ever. What stands in the JDBC URL goes before these.
 */
public final class ConnectionLimits {

    /** For what asks a handful of rows while a node starts. */
    public static final Duration SHORT = Duration.ofSeconds(60);

    /**
     * For what may be silent for long and be right (a migration, a journal that is rewritten): only {@link
     * KeptAliveSockets} tell then that nobody is there.
     */
    public static final Duration NONE = Duration.ZERO;

    /** A server that is there answers in milliseconds; with several hosts in the URL each gets so long. */
    private static final int CONNECT_SECONDS = 3;
    /** One that accepts and does not answer, as a frozen one does. */
    private static final int LOGIN_SECONDS = 5;

    private static final int CANCEL_SECONDS = 2;

    private ConnectionLimits() {}

    /**
     * The driver's properties; {@link DatabasePasswords} has the password.
     *
     * @param name what the server shows as the application's name
     * @param silence how long the server may say nothing while an answer is due, in whole seconds; {@link #NONE}: no
     *     limit
     */
    public static Properties properties(String name, Duration silence) {
        Properties properties = new Properties();
        properties.setProperty("ApplicationName", "evently " + name);
        properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
        properties.setProperty("loginTimeout", Integer.toString(LOGIN_SECONDS));
        properties.setProperty("socketTimeout", Long.toString(silence.toSeconds()));
        properties.setProperty("cancelSignalTimeout", Integer.toString(CANCEL_SECONDS));
        properties.setProperty("tcpKeepAlive", "true");
        properties.setProperty("socketFactory", KeptAliveSockets.class.getName());
        // The details of an error repeat the row, and whoever logs the error would log the person.
        properties.setProperty("logServerErrorDetail", "false");
        properties.setProperty("authenticationPluginClassName", DatabasePasswords.class.getName());
        return properties;
    }

    /** A connection of its own, outside the pools. */
    public static Connection connect(String url, String name, Duration silence) throws SQLException {
        return DriverManager.getConnection(url, properties(name, silence));
    }
}
