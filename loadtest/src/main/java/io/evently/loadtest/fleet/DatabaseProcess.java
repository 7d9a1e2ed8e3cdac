package io.evently.loadtest.fleet;

import io.evently.loadtest.server.Postmaster;
import io.evently.loadtest.server.Processes;
import io.evently.loadtest.server.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** The one PostgreSQL of all nodes, with the program that keeps it running. */
final class DatabaseProcess {

    /** Minutes: after a kill it reads its log first, on a machine where everybody else is starting again too. */
    private static final Duration ANSWERS_WITHIN = Duration.ofMinutes(3);

    private static final long LOOK_EVERY_NANOS = 100_000_000;

    private final FleetSettings settings;
    private final Program program;
    private Process keeper;

    DatabaseProcess(FleetSettings settings) {
        this.settings = settings;
        this.program = new Program(
                "io.evently.DatabaseMain",
                settings.folder(),
                settings.folder().resolve("database.log"),
                List.of("-Xmx200m", "-XX:+UseSerialGC"),
                settings.databaseEnvironment());
    }

    void start() {
        try {
            Files.createDirectories(settings.dataFolder());
            keeper = program.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswers();
    }

    /**
     * Returns when all four databases answer.
     *
     * @throws IllegalStateException when they do not within minutes
     */
    void awaitAnswers() {
        long end = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        while (!answers()) {
            if (!keeper.isAlive()) {
                throw new IllegalStateException("the database's program has ended\n" + program.endOfLog());
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("no database after " + ANSWERS_WITHIN + "\n" + program.endOfLog());
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private boolean answers() {
        for (int shard = 0; shard < FleetSettings.SHARDS; shard++) {
            try (Connection connection = DriverManager.getConnection(settings.shardUrl(shard))) {
                if (!connection.isValid(1)) {
                    return false;
                }
            } catch (SQLException e) {
                return false;
            }
        }
        return true;
    }

    /** {@code kill -9} of the postmaster and every backend; whoever keeps it starts it again. */
    void kill9() {
        try {
            Processes.awaitEnd(
                    Processes.kill9(List.of(Postmaster.of(settings.dataFolder()).process())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends every connection to that database; answers how many there were. */
    int cutConnections(int shard) {
        String sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?";
        String url = "jdbc:postgresql://127.0.0.1:" + settings.databasePort() + "/postgres?user=postgres";
        try (Connection connection = DriverManager.getConnection(url);
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setString(1, "evently_" + shard);
            try (ResultSet rows = statement.executeQuery()) {
                int cut = 0;
                while (rows.next()) {
                    cut++;
                }
                return cut;
            }
        } catch (SQLException e) {
            throw new IllegalStateException("connections could not be cut", e);
        }
    }

    /** SIGTERM: returns when the program and its PostgreSQL have ended. */
    void terminate() {
        List<ProcessHandle> going = handles();
        keeper.destroy();
        Processes.awaitEnd(going);
    }

    List<ProcessHandle> handles() {
        List<ProcessHandle> handles = new ArrayList<>();
        if (keeper != null) {
            handles.add(keeper.toHandle());
        }
        try {
            handles.add(Postmaster.of(settings.dataFolder()).process());
        } catch (IOException e) {
            // It does not run.
        }
        return handles;
    }
}
