package io.evently.loadtest.sut;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * One database and one or more nodes, each a process of its own, with a supervisor that launches again whoever ends by
 * itself, as systemd or Kubernetes would; or one node with the database below it, as {@code mvn -Prun} has it, which nobody
 * supervises. Only processes started here are ever signalled.
 */
public final class Cluster implements AutoCloseable {

    private static final Duration REBUILT_WITHIN = Duration.ofMinutes(3);

    private static final long LOOK_EVERY_NANOS = 200_000_000;

    private static final int KEY_BYTES = 32;

    private final ClusterSettings settings;
    private final PrintStream out;
    private final DatabaseProcess database;
    private final List<NodeProcess> nodes;
    private final AtomicInteger endedByThemselves = new AtomicInteger();
    private final Thread onExit = new Thread(this::killAll, "no-node-outlives-its-test");
    private List<DatabaseProcess.Link> swallowing = List.of();
    private volatile boolean closed;
    private Duration startup = Duration.ZERO;

    private Cluster(ClusterSettings settings, PrintStream out) {
        this.settings = settings;
        this.out = out;
        this.database = new DatabaseProcess(settings);
        this.nodes = settings.nodes().stream()
                .map(node -> new NodeProcess(node, settings))
                .toList();
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /** The same, told to whoever started this. */
    public static Cluster start(ClusterSettings settings) {
        return start(settings, System.out);
    }

    /**
     * Starts the database, then all nodes, and returns when all are ready.
     *
     * @param out told when a node ended by itself
     * @throws IllegalStateException when one is not ready in time, with the end of its log
     */
    public static Cluster start(ClusterSettings settings, PrintStream out) {
        return start(settings, settings.nodes().size(), out);
    }

    /**
     * The same with only the first nodes running; the others join when they are launched.
     *
     * @param running of all nodes, at least 1
     */
    public static Cluster start(ClusterSettings settings, int running, PrintStream out) {
        Cluster cluster = new Cluster(settings, out);
        try {
            cluster.writeFiles();
            if (!settings.isEmbedded()) {
                cluster.supervise();
            }
            cluster.run(running);
            return cluster;
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    private void run(int running) {
        long start = System.nanoTime();
        database.start();
        nodes.subList(0, running).forEach(NodeProcess::launch);
        awaitReady();
        database.learnPassword();
        startup = Duration.ofNanos(System.nanoTime() - start);
    }

    /** Starts it again on the same folder and ports, after all of it was killed. */
    public void restart() {
        run(nodes.size());
    }

    /** How long the last start took until all nodes were ready. */
    public Duration startup() {
        return startup;
    }

    private void writeFiles() {
        byte[] key = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(key);
        try {
            Files.writeString(settings.masterKey(), Base64.getEncoder().encodeToString(key) + "\n");
            settings.masterKey().toFile().setReadable(false, false);
            settings.masterKey().toFile().setReadable(true, true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (settings.fakeTime() != null) {
            IntStream.range(0, size()).forEach(node -> turnClock(node, 0));
        }
    }

    private void supervise() {
        Thread supervisor = new Thread(
                () -> {
                    while (!closed) {
                        nodes.forEach(this::launchAgain);
                        LockSupport.parkNanos(LOOK_EVERY_NANOS);
                    }
                },
                "supervisor");
        supervisor.setDaemon(true);
        supervisor.start();
    }

    private void launchAgain(NodeProcess node) {
        Integer status = node.launchIfItEnded();
        if (status != null) {
            endedByThemselves.incrementAndGet();
            out.println("  " + node.settings().name() + " has ended with status " + status + "; started again");
        }
    }

    /** How it was started. */
    public ClusterSettings settings() {
        return settings;
    }

    /** How many nodes there are, up or down. */
    public int size() {
        return nodes.size();
    }

    /** Where that node serves HTTP. */
    public InetSocketAddress address(int node) {
        return nodes.get(node).settings().http();
    }

    /** Where all nodes serve HTTP. */
    public List<InetSocketAddress> addresses() {
        return nodes.stream().map(node -> node.settings().http()).toList();
    }

    /** Process number of that node's JVM. */
    public long pid(int node) {
        return nodes.get(node).pid();
    }

    /** The log that a node started {@code withPauseLog} writes of its pauses, in this life of it. */
    public Path pauseLog(int node) {
        return settings.pauseLog(nodes.get(node).settings(), pid(node));
    }

    /** The port of the database on 127.0.0.1; after {@link #failOver} that of the standby. */
    public int databasePort() {
        return database.port();
    }

    /**
     * The database is killed for good, and its standby, which has heard nothing for that long, promoted. The cluster has a
     * standby.
     */
    public void failOver(Duration lag) {
        database.failOver(lag);
    }

    /** Mints tokens that all nodes accept. */
    public Tokens tokens() {
        return new Tokens(settings.jwtSecret());
    }

    /** How often a node ended without being told to, and was launched again. */
    public int endedByThemselves() {
        return endedByThemselves.get();
    }

    /** {@code kill -9} of a node; it stays down until {@link #launch}. */
    public void kill9(int node) {
        nodes.get(node).kill9();
    }

    /**
     * SIGTERM to a node: returns when it has ended; it stays down until {@link #launch}.
     *
     * @throws IllegalStateException when it has not ended after a minute
     */
    public void terminate(int node) {
        nodes.get(node).terminate();
    }

    /** Launches a node that is down; {@link #awaitReady} waits for it. */
    public void launch(int node) {
        nodes.get(node).launch();
    }

    /** SIGSTOP. */
    public void stop(int node) {
        nodes.get(node).stop();
    }

    /** SIGCONT. */
    public void cont(int node) {
        nodes.get(node).cont();
    }

    /** Cuts a node off from all others, not from customers and database; the nodes have addresses of their own. */
    public void isolate(int node) {
        try {
            Partition.isolate(nodes.get(node).settings().clusterHost());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Nobody is cut off any more. */
    public void heal() {
        Partition.heal();
    }

    /** Sets a node's clock so many seconds beside the true time; it takes a second. The cluster has clocks that turn. */
    public void turnClock(int node, int seconds) {
        Path clock = settings.clock(settings.nodes().get(node));
        Path next = clock.resolveSibling(clock.getFileName() + ".next");
        try {
            Files.writeString(next, (seconds < 0 ? "" : "+") + seconds + "\n");
            Files.move(next, clock, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** {@code kill -9} of PostgreSQL with all its backends; its program starts it again. */
    public void killDatabase() {
        database.kill9();
    }

    /**
     * Stops PostgreSQL as an operator does, and has it started again.
     *
     * @param away not started again before that
     * @return from the stop until it answers again
     */
    public Duration restartDatabase(Duration away) {
        return database.restart(away);
    }

    /** Ends all connections to one of the four databases; answers how many there were. */
    public int cutConnections(int shard) {
        return database.cutConnections(shard);
    }

    /**
     * From now on all packets between that node and PostgreSQL are dropped, and nobody is told. The cluster has addresses of
     * its own.
     */
    public void silenceDatabaseFor(int node) {
        silence(List.of(settings.nodes().get(node).databaseClient()));
    }

    /** The same for all nodes. */
    public void silenceDatabaseForAll() {
        silence(settings.databaseClients());
    }

    private void silence(List<String> clients) {
        DatabaseSilence.ofClients(databasePort(), clients);
        swallowing = database.links().stream()
                .filter(link -> clients.contains(link.client()))
                .toList();
    }

    /** New connections are good again; those that were there when the silence began swallow what they are given. */
    public void letNewConnectionsThrough() {
        DatabaseSilence.ofLinks(databasePort(), swallowing);
    }

    /** All connections that nodes have to one of the four databases swallow everything from now on; new ones are good. */
    public void swallowConnections(int shard) {
        String name = Databases.name(shard);
        swallowing = database.links().stream()
                .filter(link -> link.database().equals(name))
                .toList();
        DatabaseSilence.ofLinks(databasePort(), swallowing);
    }

    /** Nothing is dropped any more between nodes and PostgreSQL; what connections swallowed, they never deliver. */
    public void endSilence() {
        database.end(swallowing);
        swallowing = List.of();
        DatabaseSilence.end();
    }

    /** SIGSTOP of PostgreSQL with all its backends. */
    public void freezeDatabase() {
        database.freeze();
    }

    /** SIGCONT of all of them. */
    public void thawDatabase() {
        database.thaw();
    }

    /** Returns when the database answers and every node that should run is ready. */
    public void awaitReady() {
        database.awaitAnswers();
        nodes.stream().filter(NodeProcess::isWanted).forEach(NodeProcess::awaitReady);
    }

    /** Whether that node runs and says that customers may be sent to it. */
    public boolean isReady(int node) {
        return nodes.get(node).isReady();
    }

    /** Process number of the database's server, whose children do its work. */
    public long databasePid() {
        return database.postmasterPid();
    }

    /**
     * Returns when the database answers and every node has been ready for that long in one life: one that was downed
     * while it could not be told is ready until it hears of it.
     *
     * @return {@link System#nanoTime()} of when that time began
     */
    public long awaitSteady(Duration steady) {
        while (true) {
            awaitReady();
            long since = System.nanoTime();
            List<Long> lives = nodes.stream().map(NodeProcess::pid).toList();
            while (allReady()
                    && lives.equals(nodes.stream().map(NodeProcess::pid).toList())) {
                if (System.nanoTime() - since >= steady.toNanos()) {
                    return since;
                }
                LockSupport.parkNanos(LOOK_EVERY_NANOS);
            }
        }
    }

    private boolean allReady() {
        return nodes.stream().allMatch(NodeProcess::isReady);
    }

    /**
     * {@code mvn -Prebuild}: returns when the tables are made anew from the journal.
     *
     * @throws IllegalStateException when that fails or takes too long, with the end of the log
     */
    public void rebuildTables() {
        new Program(
                        "io.evently.RebuildTables",
                        settings.folder(),
                        settings.folder().resolve("rebuild.log"),
                        settings.jvmArguments(),
                        settings.sharedEnvironment())
                .run(REBUILT_WITHIN);
    }

    /**
     * {@code kill -9} of all nodes, the postmaster and every backend, within microseconds of each other; returns when all
     * are gone. Nothing gets a chance to flush or to say goodbye.
     */
    public void kill9Everything() {
        Processes.awaitEnd(killAll());
    }

    /**
     * SIGTERM to all, the database last: returns when all have ended.
     *
     * @throws IllegalStateException when they have not after minutes; all are killed then
     */
    public void stopGracefully() {
        List<ProcessHandle> going =
                nodes.stream().flatMap(node -> node.handles().stream()).toList();
        List<ProcessHandle> follow = settings.isEmbedded() ? database.handles() : List.of();
        going.forEach(ProcessHandle::destroy);
        try {
            Processes.awaitEnd(going);
            Processes.awaitEnd(follow);
            if (!settings.isEmbedded()) {
                database.terminate();
            }
        } finally {
            close();
        }
    }

    /** Leaves nothing running and nobody cut off. */
    @Override
    public void close() {
        closed = true;
        Processes.awaitEnd(killAll());
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook runs anyway.
        }
    }

    private List<ProcessHandle> killAll() {
        List<ProcessHandle> all = new ArrayList<>();
        nodes.forEach(node -> all.addAll(node.handles()));
        all.addAll(database.handles());
        List<ProcessHandle> killed = Processes.kill9(all);
        if (settings.nodes().stream().anyMatch(node -> !node.clusterHost().equals("127.0.0.1"))) {
            Partition.heal();
            DatabaseSilence.end();
        }
        return killed;
    }
}
