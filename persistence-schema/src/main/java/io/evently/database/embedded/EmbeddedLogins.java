package io.evently.database.embedded;

import io.evently.database.ConnectionLimits;
import io.evently.database.DatabaseRoles;
import io.evently.database.DatabaseUrl;
import io.evently.database.PrivateFile;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PasswordUtil;

/**
 * Who may connect to the embedded server, each with a random password, from this machine only: the superuser, for people
 * and for what is done before anybody else may connect; the owner, who makes databases' schemas; the application, which
 * reads and writes rows and nothing else; and the API, which reads what requests may see. A superuser could run programs
 * and read Evently's secrets; so Evently is none.
 *
 * <p>The application has no rights of its own, it works as {@code evently_projection}. Analysts and operators are roles
 * that people's own logins are granted.
 *
 * <p>Passwords are kept in the data folder: the superuser's in {@code pgpass}, in libpq's form, the others' alone in a file
 * each, as {@code EVENTLY_DATABASE_PASSWORD_FILE} takes it.
 */
final class EmbeddedLogins {

    static final String SUPERUSER = "postgres";
    static final String OWNER = DatabaseRoles.OWNER;
    static final String APPLICATION = "evently_app";
    static final String API = DatabaseRoles.API;

    /** 24 bytes are 32 characters of base64, none of which means anything to libpq, SQL or a URL. */
    private static final int PASSWORD_BYTES = 24;

    private static final String INVALID_PASSWORD = "28P01";

    private static final Pattern SUPERUSERS_LINE =
            Pattern.compile("(?m)^[^:#\\n]*:[^:\\n]*:[^:\\n]*:" + SUPERUSER + ":([^\\n]+)$");

    /** Connections by network only, and none without a password; the second line is for replicas. */
    private static final String HOST_BASED_ACCESS =
            """
            # Written by Evently whenever it starts.
            host all         all 127.0.0.1/32 scram-sha-256
            host replication all 127.0.0.1/32 scram-sha-256
            """;

    private final String superusers;
    private final String owners;
    private final String applications;
    private final String apis;

    private EmbeddedLogins(String superusers, String owners, String applications, String apis) {
        this.superusers = superusers;
        this.owners = owners;
        this.applications = applications;
        this.apis = apis;
    }

    /**
     * The passwords in that data folder, made there at first start.
     *
     * @throws StartupRefused if they can be neither read nor written
     */
    static EmbeddedLogins keptIn(Path dataFolder) {
        try {
            return new EmbeddedLogins(
                    superusersIn(dataFolder),
                    keptAlone(dataFolder, OWNER),
                    keptAlone(dataFolder, APPLICATION),
                    keptAlone(dataFolder, API));
        } catch (IOException e) {
            throw new StartupRefused("The passwords of PostgreSQL cannot be kept in " + dataFolder + ": " + e, e);
        }
    }

    private static String superusersIn(Path dataFolder) throws IOException {
        Path file = pgpass(dataFolder);
        Matcher line = SUPERUSERS_LINE.matcher(Files.exists(file) ? Files.readString(file) : "");
        if (line.find()) {
            // libpq does not take a file that others may read.
            PrivateFile.setMode(file, "rw-------");
            return line.group(1).replaceAll("\\\\(.)", "$1");
        }
        String password = random();
        // Any port: it changes with each start.
        PrivateFile.write(file, "127.0.0.1:*:*:" + SUPERUSER + ":" + password + "\n", "rw-------");
        return password;
    }

    private static String keptAlone(Path dataFolder, String role) throws IOException {
        Path file = dataFolder.resolve(role + ".password");
        if (!Files.exists(file) || Files.readString(file).isBlank()) {
            PrivateFile.write(file, random() + "\n", "rw-------");
        }
        return Files.readString(file).strip();
    }

    private static String random() {
        byte[] bytes = new byte[PASSWORD_BYTES];
        new SecureRandom().nextBytes(bytes);
        return Base64.getUrlEncoder().encodeToString(bytes);
    }

    /** The superuser's password, as libpq reads it. */
    static Path pgpass(Path dataFolder) {
        return dataFolder.resolve("pgpass");
    }

    /** For {@code initdb}, which takes it from a file. */
    <T> T withSuperusersPasswordIn(Path folder, Function<Path, T> work) throws IOException {
        Path file = folder.resolve("initdb.password");
        PrivateFile.write(file, superusers + "\n", "rw-------");
        try {
            return work.apply(file);
        } finally {
            Files.deleteIfExists(file);
        }
    }

    /** Before the server starts: from its first moment on it lets nobody in without a password. */
    static void demandPasswords(Path directory) throws IOException {
        PrivateFile.write(directory.resolve("pg_hba.conf"), HOST_BASED_ACCESS, "rw-------");
    }

    /** Whether the server on that port knows the superuser's password. */
    boolean superuserMayEnter(int port) {
        try (Connection connection = superuser(port, "postgres")) {
            return connection.isValid(1);
        } catch (SQLException e) {
            if (INVALID_PASSWORD.equals(e.getSQLState())) {
                return false;
            }
            throw new StartupRefused("PostgreSQL does not let Evently in: " + e.getMessage(), e);
        }
    }

    /** While the server is down, by a process that talks to nobody else. */
    void setSuperusersPassword(Path directory, PostgresPrograms programs) {
        PostgresPrograms.Outcome outcome = programs.run(
                "postgres",
                List.of("--single", "-D", directory.toString(), "-c", "exit_on_error=on", "postgres"),
                "alter role " + SUPERUSER + " login password '" + verifier(superusers) + "'\n");
        if (!outcome.ok()) {
            throw new StartupRefused("PostgreSQL's superuser could not be given a password: " + outcome.output());
        }
    }

    /** Makes the roles, or gives them the passwords kept here. A standby has them from its primary. */
    void makeRoles(int port) throws SQLException {
        try (Connection connection = superuser(port, "postgres");
                Statement statement = connection.createStatement()) {
            if (isStandby(statement)) {
                return;
            }
            statement.execute(EmbeddedRoles.MAKE_LOGIN.formatted(OWNER, verifier(owners)));
            statement.execute(EmbeddedRoles.MAKE_LOGIN.formatted(APPLICATION, verifier(applications)));
            statement.execute(EmbeddedRoles.MAKE_LOGIN.formatted(API, verifier(apis)));
            statement.execute(EmbeddedRoles.MAKE);
        }
    }

    private static boolean isStandby(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("select pg_is_in_recovery()")) {
            row.next();
            return row.getBoolean(1);
        }
    }

    /** Gives the owner what an earlier Evently made as superuser in that database; all of it or nothing. */
    void takeOver(int port, String database) throws SQLException {
        try (Connection connection = superuser(port, database);
                Statement statement = connection.createStatement()) {
            statement.execute(EmbeddedRoles.TAKE_OVER);
        }
    }

    Connection superuser(int port, String database) throws SQLException {
        Properties properties = ConnectionLimits.properties("start", ConnectionLimits.SHORT);
        properties.setProperty("user", SUPERUSER);
        properties.setProperty("password", superusers);
        return DriverManager.getConnection(server(port) + database, properties);
    }

    /** Password and all, for whoever is no Evently. */
    String superusersUrl(int port, String database) {
        return server(port) + database + "?user=" + SUPERUSER + "&password=" + superusers;
    }

    String ownersUrl(int port, String database) {
        return login(port, database, OWNER, owners).withPasswordKept();
    }

    String applicationsUrl(int port, String database) {
        return login(port, database, APPLICATION, applications)
                .withRole(DatabaseRoles.PROJECTION)
                .withPasswordKept();
    }

    String apisUrl(int port, String database) {
        return login(port, database, API, apis).withPasswordKept();
    }

    private static DatabaseUrl login(int port, String database, String role, String password) {
        return new DatabaseUrl("127.0.0.1:" + port, database, Optional.of(role), Optional.of(password), List.of());
    }

    private static String server(int port) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/";
    }

    /** What the server keeps of a password, and may stand in its log. */
    private static String verifier(String password) {
        return PasswordUtil.encodeScramSha256(password.toCharArray());
    }
}
