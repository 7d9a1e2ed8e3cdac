package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * A second PostgreSQL that follows the first, made by copying its files: the embedded binaries have no {@code
 * pg_basebackup}, but all that a standby needs. It has the settings of the first.
 */
final class StandbyServer {

    /** What {@code synchronous_standby_names} calls it. */
    private static final String NAME = "standby";

    private static final Duration WITHIN = Duration.ofMinutes(2);
    private static final long LOOK_EVERY_NANOS = 100_000_000;

    /** Of the running server, not of its data; a standby fetches the log itself. */
    private static final Set<String> LEFT_OUT = Set.of("postmaster.pid", "postmaster.opts");

    private final Path folder;
    private final int primaryPort;
    private final int port;

    private StandbyServer(Path folder, int primaryPort, int port) {
        this.folder = folder;
        this.primaryPort = primaryPort;
        this.port = port;
    }

    /**
     * Returns when it follows.
     *
     * @param primary the server that is copied
     * @param primaryData its data folder
     * @param folder gets the copy, and the log
     * @param standby how it shall follow
     */
    static StandbyServer of(ProcessHandle primary, int primaryPort, Path primaryData, Path folder, Standby standby) {
        StandbyServer server = new StandbyServer(folder, primaryPort, standby.port());
        PgPass.learn(primaryData, standby.port());
        try {
            server.copy(primaryData);
            server.start(primary);
            server.await("it does not follow", server.primaryPort, "state = 'streaming'");
            if (standby.synchronous()) {
                execute(primaryPort, "alter system set synchronous_standby_names = '" + NAME + "'");
                execute(primaryPort, "select pg_reload_conf()");
                server.await("nobody waits for it", server.primaryPort, "sync_state = 'sync'");
            }
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void copy(Path primaryData) throws IOException {
        Path from = primaryData.resolve("postgres");
        Path to = Files.createDirectories(folder).resolve("postgres");
        String label;
        // The backup belongs to the session that began it.
        try (Connection connection = Databases.administer(primaryPort);
                Statement statement = connection.createStatement()) {
            statement.execute("select pg_backup_start('standby', true)");
            copyTree(from, to);
            try (ResultSet row = statement.executeQuery("select labelfile from pg_backup_stop(false)")) {
                row.next();
                label = row.getString(1);
            }
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be copied", e);
        }
        Files.writeString(to.resolve("backup_label"), label);
        Files.createFile(to.resolve("standby.signal"));
        Files.writeString(
                to.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + primaryPort + " user=postgres passfile="
                        + primaryData.resolve("pgpass") + " application_name=" + NAME + "'\n",
                StandardOpenOption.APPEND);
    }

    private static void copyTree(Path from, Path to) throws IOException {
        try (Stream<Path> all = Files.walk(from)) {
            for (Path each : (Iterable<Path>) all::iterator) {
                Path relative = from.relativize(each);
                boolean log = relative.startsWith("pg_wal") && Files.isRegularFile(each);
                if (log || LEFT_OUT.contains(relative.toString())) {
                    continue;
                }
                try {
                    Files.copy(each, to.resolve(relative), StandardCopyOption.COPY_ATTRIBUTES);
                } catch (NoSuchFileException e) {
                    // It was temporary.
                }
            }
        }
    }

    /** As the other was started, but for folder and port; in a user namespace too, if this is root's. */
    private void start(ProcessHandle primary) throws IOException {
        List<String> command = new ArrayList<>();
        if (System.getProperty("user.name").equals("root")) {
            command.addAll(List.of("unshare", "-U"));
        }
        String before = "";
        for (String word : Files.readString(Path.of("/proc", Long.toString(primary.pid()), "cmdline"))
                .split("\0")) {
            command.add(
                    switch (before) {
                        case "-D" -> folder.resolve("postgres").toString();
                        case "-p" -> Integer.toString(port);
                        default -> word;
                    });
            before = word;
        }
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(folder.resolve("start.log").toFile());
        builder.environment().put("LC_ALL", "C");
        builder.start();
    }

    /** It hears no more of what the other commits, as when it lags behind. */
    void loseTouch() {
        execute(port, "alter system set primary_conninfo = ''");
        execute(port, "select pg_reload_conf()");
        await("it still follows", port, "not exists (select from pg_stat_wal_receiver)", "(select 1) one");
    }

    /** Returns when it is a primary of its own. */
    void promote() {
        execute(port, "select pg_promote(true, " + WITHIN.toSeconds() + ")");
    }

    int port() {
        return port;
    }

    /** Its folder, as {@link Postmaster} takes it. */
    Path folder() {
        return folder;
    }

    /** A fast shutdown: returns when it has ended. */
    void terminate() {
        try {
            ProcessHandle postmaster = Postmaster.of(folder).process();
            Processes.tool("kill", "-INT", Long.toString(postmaster.pid()));
            Processes.awaitEnd(List.of(postmaster));
        } catch (IOException e) {
            // It does not run.
        }
    }

    private void await(String otherwise, int where, String condition) {
        await(otherwise, where, condition, "pg_stat_replication");
    }

    private void await(String otherwise, int where, String condition, String from) {
        long end = System.nanoTime() + WITHIN.toNanos();
        while (!holds(where, "select 1 from " + from + " where " + condition)) {
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("the standby in " + folder + ": " + otherwise + " after " + WITHIN);
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private static boolean holds(int port, String query) {
        try (Connection connection = Databases.administer(port);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        } catch (SQLException e) {
            return false;
        }
    }

    private static void execute(int port, String sql) {
        try (Connection connection = Databases.administer(port);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }
}
