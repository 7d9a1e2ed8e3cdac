package io.evently.database.embedded;

import com.sun.management.OperatingSystemMXBean;
import io.evently.database.DatabaseRoles;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PostgreSQL from jars, run beside the JVM with its data kept in {@code <data folder>/postgres}: on 127.0.0.1 only, on a
 * free port (see {@code postmaster.pid}), with passwords. People connect as its superuser {@code postgres} with the
 * password in {@code <data folder>/pgpass}; Evently connects with roles that may less.
 *
 * <p>It is as durable as an installed one: what it acknowledged survives a power cut. It starts again after any kill
 * of the JVM, of itself, or of both. It is started through {@code pg_ctl}, in a session of its own, so that Ctrl-C in
 * the terminal reaches Evently, which finishes its work, and not the database under it.
 */
public final class EmbeddedServer implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EmbeddedServer.class);

    /** Given on the command line, where neither a file nor ALTER SYSTEM can weaken them. */
    private static final List<String> SETTINGS = List.of(
            "fsync=on",
            "full_page_writes=on",
            "synchronous_commit=on",
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=''",
            // 400: four journals, four read and four write pools, and a cluster of a few nodes on one server.
            "max_connections=400",
            // 256 MB holds the hot pages of a sale; on a small machine the rest is better left to the JVM.
            "shared_buffers=256MB",
            // 2 GB: a checkpoint every few minutes under full load, and a crash recovery of seconds, not minutes.
            "max_wal_size=2GB",
            // So much of the log is kept to be written over, which is cheaper than new files.
            "min_wal_size=1GB",
            // The default is at most one file of the log, and those have 4 MB.
            "wal_buffers=16MB",
            // A flash sale puts a hundred thousand rows into a table in seconds: look for work more often than
            // once a minute, or plans are made from the statistics of an empty table.
            "autovacuum=on",
            "autovacuum_naptime=15s",
            // Tables are written without waiting for the disk, megabytes at a time, and a booking that does wait has to
            // wait for what they left in the log: the less, the sooner (default: 200 ms).
            "wal_writer_delay=10ms",
            // SSDs, and tables that are mostly cached.
            "random_page_cost=1.1",
            // A writer that forgot its transaction would hold back the projections of all four databases.
            "idle_in_transaction_session_timeout=60s",
            // A failed CHECK would else write the whole row, with a person's data, into the log.
            "log_error_verbosity=terse",
            "timezone=UTC",
            // The server's own log, a file per weekday, overwritten a week later: bounded without housekeeping.
            "logging_collector=on",
            "log_directory=log",
            "log_filename=postgresql-%a.log",
            "log_rotation_age=1d",
            "log_rotation_size=0",
            "log_truncate_on_rotation=on");

    /** What differs in tests, where a server has hundreds of databases for some minutes. */
    private static final List<String> OF_TEMPORARY_ONES = List.of(
            // Each database is visited once in that time: every 15 s that would be 20 processes a second, and half a
            // core.
            "autovacuum_naptime=30min",
            // The log of a few seconds, where it may take up memory.
            "max_wal_size=256MB",
            "min_wal_size=32MB");

    /** Where Linux keeps files in memory. */
    private static final Path IN_MEMORY = Path.of("/dev/shm");

    /** 8 GiB: the databases of the largest module's tests take 5.5 GB together. */
    private static final long ROOM_IN_MEMORY = 8L << 30;

    /** 15 GiB, which a machine of 16 GB has: five test JVMs and their servers' buffers need the rest. */
    private static final long ENOUGH_MEMORY = 15L << 30;

    /** Minutes, not seconds: after a kill the server first replays up to 2 GB of its log. */
    private static final int STARTUP_SECONDS = 600;

    private static final String START_LOG = "postgres-start.log";

    /** How often it is looked at whether the server still runs. */
    private static final long LOOK_EVERY_MILLIS = 500;

    private final Path directory;
    private final Path startLog;
    private final PostgresPrograms programs;
    private final Postmaster postmaster;
    private final EmbeddedLogins logins;
    private final int port;
    private final List<String> settings;
    private volatile boolean closed;

    private EmbeddedServer(
            Path directory,
            Path startLog,
            PostgresPrograms programs,
            Postmaster postmaster,
            EmbeddedLogins logins,
            int port,
            List<String> settings) {
        this.directory = directory;
        this.startLog = startLog;
        this.programs = programs;
        this.postmaster = postmaster;
        this.logins = logins;
        this.port = port;
        this.settings = settings;
    }

    /**
     * Starts the server of this folder, after stopping one that outlived its Evently, and makes the four databases
     * {@code evently_0} to {@code evently_3} if they are missing. Takes 1 to 3 s, longer the first time and after a
     * crash.
     *
     * @throws StartupRefused with the reason, when it cannot be started here
     */
    public static EmbeddedServer start(DataFolder folder) {
        return start(folder, 0);
    }

    /**
     * The same on a certain port.
     *
     * @param port on 127.0.0.1; 0: a free one
     */
    public static EmbeddedServer start(DataFolder folder, int port) {
        return start(folder, port, SETTINGS);
    }

    private static EmbeddedServer start(DataFolder folder, int port, List<String> settings) {
        Path directory = DataDirectory.in(folder.path());
        PostgresPrograms programs = new PostgresPrograms(PostgresBinaries.unpacked());
        EmbeddedLogins logins = EmbeddedLogins.keptIn(folder.path());
        DataDirectory.make(folder.path(), programs, logins);
        Postmaster postmaster = new Postmaster(directory, programs);
        postmaster.retireLeftover();
        try {
            EmbeddedLogins.demandPasswords(directory);
            int taken = run(folder, directory, programs, port, settings);
            if (!logins.superuserMayEnter(taken)) {
                log.info("Giving PostgreSQL's superuser the password kept in {}", EmbeddedLogins.pgpass(folder.path()));
                postmaster.stop();
                logins.setSuperusersPassword(directory, programs);
                taken = run(folder, directory, programs, port, settings);
            }
            logins.makeRoles(taken);
            Path startLog = folder.resolve(START_LOG);
            EmbeddedServer server =
                    new EmbeddedServer(directory, startLog, programs, postmaster, logins, taken, settings);
            server.make("evently");
            log.info("PostgreSQL {} is ready on 127.0.0.1:{}", DataDirectory.MAJOR_VERSION, taken);
            return server;
        } catch (IOException | SQLException e) {
            postmaster.stop();
            throw new StartupRefused("PostgreSQL could not be set up: " + e.getMessage(), e);
        } catch (RuntimeException failed) {
            postmaster.stop();
            throw failed;
        }
    }

    /**
     * A server for tests: the same settings, durable ones included, in a new {@link #temporaryFolder}; but tables are
     * vacuumed and counted only when they are told to be. It stops when the JVM ends, and its folder goes with it.
     */
    public static EmbeddedServer temporary() {
        try {
            DataFolder folder = DataFolder.claim(temporaryFolder());
            List<String> settings =
                    Stream.concat(SETTINGS.stream(), OF_TEMPORARY_ONES.stream()).toList();
            EmbeddedServer server = start(folder, 0, settings);
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                server.postmaster.abandon();
                folder.close();
                PostgresBinaries.deleteTree(folder.path());
            }));
            return server;
        } catch (IOException e) {
            throw new StartupRefused("No temporary folder: " + e, e);
        }
    }

    /**
     * An empty folder for a server of tests: in memory, where there is room, else where temporary folders are. A database
     * is 800 files, and hundreds of thousands that come and go take a disk's file system a fifth of all processor time.
     */
    public static Path temporaryFolder() throws IOException {
        String prefix = "evently-test-";
        boolean inMemory = memory() > ENOUGH_MEMORY
                && Files.isWritable(IN_MEMORY)
                && Files.getFileStore(IN_MEMORY).getUsableSpace() > ROOM_IN_MEMORY;
        return inMemory ? Files.createTempDirectory(IN_MEMORY, prefix) : Files.createTempDirectory(prefix);
    }

    /** Bytes of this machine, or of the container this runs in. */
    private static long memory() {
        return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize();
    }

    /** JDBC URLs of {@code evently_0} to {@code evently_3}, in this order, for each part of Evently. */
    public DatabaseRoles roles() {
        return new DatabaseRoles(ownerUrls(), applicationUrls(), requestUrls());
    }

    /** For whoever reads and writes rows. */
    public List<String> applicationUrls() {
        return urls("evently", database -> logins.applicationsUrl(port, database));
    }

    /** For what requests read. */
    public List<String> requestUrls() {
        return urls("evently", database -> logins.apisUrl(port, database));
    }

    /** For whoever makes and changes tables. */
    public List<String> ownerUrls() {
        return urls("evently", database -> logins.ownersUrl(port, database));
    }

    /**
     * JDBC URLs of four databases {@code <prefix>_0} to {@code <prefix>_3}, which are made if they are missing: each
     * test class takes a prefix of its own, and may do there what it likes. The superuser's password is in them.
     *
     * @param prefix small letters, digits and underscores
     */
    public List<String> databases(String prefix) {
        if (!prefix.matches("[a-z][a-z0-9_]{0,40}")) {
            throw new IllegalArgumentException("not a prefix of database names: " + prefix);
        }
        make(prefix);
        return urls(prefix, database -> logins.superusersUrl(port, database));
    }

    /** Four databases that are the owner's. */
    private void make(String prefix) {
        try (Connection connection = logins.superuser(port, "postgres");
                Statement statement = connection.createStatement()) {
            Map<String, String> owners = new HashMap<>();
            try (ResultSet rows =
                    statement.executeQuery("select datname, pg_get_userbyid(datdba) as owner from pg_database")) {
                while (rows.next()) {
                    owners.put(rows.getString("datname"), rows.getString("owner"));
                }
            }
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                String database = prefix + "_" + shard;
                String owner = owners.get(database);
                if (owner == null) {
                    statement.execute("create database " + database + " owner " + EmbeddedLogins.OWNER);
                } else if (!owner.equals(EmbeddedLogins.OWNER)) {
                    logins.takeOver(port, database);
                }
            }
        } catch (SQLException e) {
            throw new StartupRefused("The databases could not be made: " + e.getMessage(), e);
        }
    }

    /** The port on 127.0.0.1. */
    public int port() {
        return port;
    }

    /** The process id of the server; empty between its death and its next start. */
    public Optional<Long> pid() {
        return postmaster.pid();
    }

    /** Where the server keeps its files. */
    public Path directory() {
        return directory;
    }

    /**
     * From now on, starts the server again on the same port whenever it dies: nobody else is there to do it. Meanwhile
     * Evently answers BUSY or OUTCOME_UNKNOWN, and loses nothing.
     */
    public void keepRunning() {
        Thread watch = new Thread(this::watch, "postgres-watch");
        watch.setDaemon(true);
        watch.start();
    }

    private void watch() {
        while (!closed) {
            try {
                if (!postmaster.isRunning()) {
                    revive();
                }
            } catch (RuntimeException defect) {
                // Whatever it was: nobody else starts the server again.
                log.error("PostgreSQL could not be looked after; the next look is in {} ms", LOOK_EVERY_MILLIS, defect);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(LOOK_EVERY_MILLIS));
        }
    }

    /** Fails while processes of the dead server still hold its memory; then the next look tries again. */
    private synchronized void revive() {
        if (closed) {
            return;
        }
        log.error("PostgreSQL has died; starting it again on port {}", port);
        try {
            postmaster.retireLeftover();
            PostgresPrograms.Outcome outcome = start(directory, startLog, port, programs, settings);
            if (!outcome.ok()) {
                log.error("PostgreSQL did not start: {} {}", outcome.output(), read(startLog));
            }
        } catch (StartupRefused refused) {
            log.error("PostgreSQL did not start: {}", refused.getMessage());
        }
    }

    /** Stops the server: fast, and for certain. Closing twice is harmless. */
    @Override
    public synchronized void close() {
        closed = true;
        postmaster.stop();
    }

    /** What people call to look into the databases as superuser. */
    public String psql() {
        String file = EmbeddedLogins.pgpass(directory.getParent()).toString().replace("'", "'\\''");
        return "PGPASSFILE='%s' psql -h 127.0.0.1 -p %d -U %s evently_0"
                .formatted(file, port, EmbeddedLogins.SUPERUSER);
    }

    /**
     * JDBC URLs of the four databases of a server that another Evently runs in this data folder, for whoever makes and
     * changes tables.
     *
     * @throws StartupRefused if none runs there
     */
    public static List<String> ownerUrlsOfRunning(Path dataFolder) {
        Path directory = DataDirectory.in(dataFolder);
        int port = new Postmaster(directory, null)
                .port()
                .orElseThrow(() -> new StartupRefused("No PostgreSQL runs in " + directory + "."));
        EmbeddedLogins logins = EmbeddedLogins.keptIn(dataFolder);
        return urls("evently", database -> logins.ownersUrl(port, database));
    }

    private static List<String> urls(String prefix, UnaryOperator<String> url) {
        return IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> url.apply(prefix + "_" + shard))
                .toList();
    }

    /** Starts the server on that port, or with 0 on a free one, and waits until it answers. */
    private static int run(
            DataFolder folder, Path directory, PostgresPrograms programs, int wanted, List<String> settings) {
        Path startLog = folder.resolve(START_LOG);
        String said = "";
        // A port that was free a moment ago may be taken by now; another may not. What PostgreSQL says of it may be in
        // its
        // own log already, so any failure on a port of our choice is worth another one.
        for (int attempt = 0; attempt < 3; attempt++) {
            int port = wanted == 0 ? freePort() : wanted;
            PostgresPrograms.Outcome outcome = start(directory, startLog, port, programs, settings);
            if (outcome.ok()) {
                return port;
            }
            said = outcome.output() + "\n" + read(startLog);
            if (wanted != 0) {
                break;
            }
        }
        throw new StartupRefused("PostgreSQL did not start in " + directory + " (see also its folder log): " + said);
    }

    private static PostgresPrograms.Outcome start(
            Path directory, Path startLog, int port, PostgresPrograms programs, List<String> settings) {
        try {
            Files.deleteIfExists(startLog);
        } catch (IOException e) {
            throw new StartupRefused("The file " + startLog + " cannot be replaced: " + e, e);
        }
        StringBuilder options = new StringBuilder("-p " + port);
        // The last of two counts.
        settings.forEach(setting -> options.append(" -c ").append(setting));
        return programs.run(
                "pg_ctl",
                List.of(
                        "-D",
                        directory.toString(),
                        "-l",
                        startLog.toString(),
                        "-t",
                        Integer.toString(STARTUP_SECONDS),
                        "-w",
                        "-o",
                        options.toString(),
                        "start"));
    }

    static int freePort() {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new StartupRefused("No free port on 127.0.0.1: " + e, e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file).strip();
        } catch (IOException absent) {
            return "";
        }
    }
}
