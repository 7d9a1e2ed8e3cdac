package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
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

    /** Its folder, beside that of the first. */
    private static final String STANDBY = "standby";

    /**
     * A connection of a node.
     *
     * @param client the node's address, as the database sees it
     * @param port of the node's side
     * @param pid of the backend that serves it
     */
    record Link(String client, int port, String database, long pid) {}

    private final ClusterSettings settings;
    private final Program program;
    private Process keeper;
    private StandbyServer standby;
    private boolean promoted;

    DatabaseProcess(ClusterSettings settings) {
        this.settings = settings;
        this.program = new Program(
                "io.evently.DatabaseMain",
                settings.folder(),
                settings.folder().resolve("database.log"),
                List.of("-Xmx200m", "-XX:+UseSerialGC"),
                settings.databaseEnvironment());
    }

    /** Starts it, unless a node does. */
    void start() {
        try {
            Files.createDirectories(settings.dataFolder());
            if (settings.isEmbedded()) {
                return;
            }
            keeper = program.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        awaitAnswers();
        learnPassword();
        if (!settings.databaseClients().isEmpty()) {
            letNodesIn();
        }
        if (settings.standby() != null) {
            standby = StandbyServer.of(
                    postmaster(),
                    settings.databasePort(),
                    settings.dataFolder(),
                    settings.folder().resolve(STANDBY),
                    settings.standby());
        }
    }

    /** Whoever looks into it from now on has the password. */
    void learnPassword() {
        PgPass.learn(settings.dataFolder(), port());
    }

    /** The port on 127.0.0.1 of the server that takes writes. */
    int port() {
        if (settings.isEmbedded()) {
            return running().port();
        }
        return promoted ? standby.port() : settings.databasePort();
    }

    /**
     * The standby has heard nothing for that long when the other is killed, for good, and it is promoted.
     *
     * @param lag what was committed meanwhile is lost, unless nobody was told
     */
    void failOver(Duration lag) {
        standby.loseTouch();
        long end = System.nanoTime() + lag.toNanos();
        while (System.nanoTime() - end < 0) {
            LockSupport.parkNanos(end - System.nanoTime());
        }
        Processes.awaitEnd(Processes.kill9(List.of(keeper.toHandle(), postmaster())));
        standby.promote();
        promoted = true;
    }

    /** PostgreSQL lets only 127.0.0.1 in ({@code pg_hba.conf}, which Evently writes whenever it starts). */
    private void letNodesIn() {
        try {
            Files.writeString(
                    settings.dataFolder().resolve("postgres").resolve("pg_hba.conf"),
                    "host all all " + ClusterSettings.DATABASE_CLIENTS + "0/24 scram-sha-256\n",
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        administer("select pg_reload_conf()", statement -> statement.execute());
    }

    /**
     * Returns when all four databases answer.
     *
     * @throws IllegalStateException when they do not within minutes
     */
    void awaitAnswers() {
        if (settings.isEmbedded()) {
            return; // its node is not ready before
        }
        long end = System.nanoTime() + ANSWERS_WITHIN.toNanos();
        while (!answers()) {
            if (!promoted && !keeper.isAlive()) {
                throw new IllegalStateException("the database's program has ended\n" + program.endOfLog());
            }
            if (System.nanoTime() - end > 0) {
                throw new IllegalStateException("no database after " + ANSWERS_WITHIN + "\n" + program.endOfLog());
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    /** Process number of the server itself, whose children do its work. */
    long postmasterPid() {
        return postmaster().pid();
    }

    private boolean answers() {
        for (int shard = 0; shard < Databases.SHARDS; shard++) {
            try (Connection connection = DriverManager.getConnection(
                    settings.shardUrl(shard), ClusterSettings.DATABASE_USER, settings.databasePassword())) {
                if (!connection.isValid(1)) {
                    return false;
                }
            } catch (IOException | SQLException e) {
                return false;
            }
        }
        return true;
    }

    /** {@code kill -9} of the postmaster and every backend; whoever keeps it starts it again. */
    void kill9() {
        Processes.awaitEnd(Processes.kill9(List.of(postmaster())));
    }

    /**
     * A fast shutdown: SIGINT, which ends connections and writes everything out. Whoever keeps it would start it at once,
     * so it stands still meanwhile.
     *
     * @return until it answers again
     */
    Duration restart(Duration away) {
        long began = System.nanoTime();
        ProcessHandle postmaster = postmaster();
        signal("STOP", List.of(keeper.toHandle()));
        signal("INT", List.of(postmaster));
        Processes.awaitEnd(List.of(postmaster));
        long left = away.toNanos() - (System.nanoTime() - began);
        while (left > 0) {
            LockSupport.parkNanos(left);
            left = away.toNanos() - (System.nanoTime() - began);
        }
        signal("CONT", List.of(keeper.toHandle()));
        awaitAnswers();
        return Duration.ofNanos(System.nanoTime() - began);
    }

    /** Ends every connection to that database; answers how many there were. */
    int cutConnections(int shard) {
        String sql = "select pg_terminate_backend(pid) from pg_stat_activity where datname = ?";
        return administer(sql, statement -> {
            statement.setString(1, Databases.name(shard));
            try (ResultSet rows = statement.executeQuery()) {
                int cut = 0;
                while (rows.next()) {
                    cut++;
                }
                return cut;
            }
        });
    }

    /** Connections that nodes have now. */
    List<Link> links() {
        String sql =
                """
                select host(client_addr) as client, client_port, datname, pid
                  from pg_stat_activity
                 where host(client_addr) = any (?)
                """;
        return administer(sql, statement -> {
            statement.setArray(
                    1,
                    statement
                            .getConnection()
                            .createArrayOf("text", settings.databaseClients().toArray()));
            List<Link> links = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    links.add(new Link(
                            rows.getString("client"),
                            rows.getInt("client_port"),
                            rows.getString("datname"),
                            rows.getLong("pid")));
                }
            }
            return links;
        });
    }

    /** Ends the database's side of those that are still open. */
    void end(List<Link> links) {
        String sql =
                "select pg_terminate_backend(pid) from pg_stat_activity where client_port = any (?) and pid = any (?)";
        administer(sql, statement -> {
            Connection connection = statement.getConnection();
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "int4", links.stream().map(Link::port).toArray()));
            statement.setArray(
                    2,
                    connection.createArrayOf(
                            "int4", links.stream().map(Link::pid).toArray()));
            return statement.execute();
        });
    }

    private interface Work<T> {
        T with(PreparedStatement statement) throws SQLException;
    }

    private <T> T administer(String sql, Work<T> work) {
        try (Connection connection = Databases.administer(port());
                PreparedStatement statement = connection.prepareStatement(sql)) {
            return work.with(statement);
        } catch (SQLException e) {
            throw new IllegalStateException("the database could not be administered", e);
        }
    }

    /** SIGSTOP of the postmaster, which then starts no backend any more, and of every backend. */
    void freeze() {
        ProcessHandle postmaster = postmaster();
        signal("STOP", List.of(postmaster));
        signal("STOP", postmaster.descendants().toList());
    }

    /** SIGCONT of all of them. */
    void thaw() {
        ProcessHandle postmaster = postmaster();
        signal("CONT", postmaster.descendants().toList());
        signal("CONT", List.of(postmaster));
    }

    private ProcessHandle postmaster() {
        return running().process();
    }

    private Postmaster running() {
        try {
            return Postmaster.of(promoted ? standby.folder() : settings.dataFolder());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All at once: to start a program for each takes seconds. A backend may have ended meanwhile. */
    private static void signal(String name, List<ProcessHandle> processes) {
        List<String> command = new ArrayList<>(List.of("kill", "-" + name));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
        try {
            Processes.tool(command.toArray(String[]::new));
        } catch (IOException e) {
            if (processes.stream().allMatch(ProcessHandle::isAlive)) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** SIGTERM: returns when the program and its PostgreSQL have ended. */
    void terminate() {
        if (!promoted) {
            List<ProcessHandle> going = new ArrayList<>(List.of(keeper.toHandle(), postmaster()));
            keeper.destroy();
            Processes.awaitEnd(going);
        }
        if (standby != null) {
            standby.terminate();
        }
    }

    List<ProcessHandle> handles() {
        List<ProcessHandle> handles = new ArrayList<>();
        if (keeper != null) {
            handles.add(keeper.toHandle());
        }
        for (Path data : List.of(settings.dataFolder(), settings.folder().resolve(STANDBY))) {
            try {
                handles.add(Postmaster.of(data).process());
            } catch (IOException e) {
                // It does not run.
            }
        }
        return handles;
    }
}
