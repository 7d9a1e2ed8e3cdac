package io.evently.loadtest.sut;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** How the processes of a cluster are started: one node with the database below it, or several beside a database. */
public final class ClusterSettings {

    /**
     * The first compiler alone, for processes that end within minutes and share two cores with their test: there the
     * second compiler takes more than it gives back.
     */
    private static final String COMPILED_ONCE = "-XX:TieredStopAtLevel=1";
    /** As cluster-config/jvm.options and .mvn/jvm.config have it: what is measured is what runs. */
    private static final List<String> AS_USERS_HAVE_IT =
            List.of("-Xmx2g", "-XX:+UseG1GC", "-XX:MaxGCPauseMillis=15", "-XX:G1RSetUpdatingPauseTimePercent=60");
    /**
     * 700 MB: three nodes, a database and the clients on a machine of 8 GB. Two cores: a collector of one thread costs
     * them less than one that is parallel. A start that needs no collection for each few megabytes of classes.
     */
    private static final List<String> ONE_OF_SEVERAL =
            List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=192m");

    private static final String LOCALHOST = "127.0.0.1";
    /** Addresses of nodes as the database sees them begin so; those at which nodes find each other do not. */
    static final String DATABASE_CLIENTS = "127.0.1.";
    /** Whom nodes connect as: of the roles of an embedded server, the one that makes tables. */
    static final String DATABASE_USER = "evently_owner";

    private final Path folder;
    private Path dataFolder;
    private final int databasePort;
    private List<NodeSettings> nodes;
    private List<String> jvmArguments;
    private Map<String, String> environment = Map.of();
    private Path fakeTime;
    private final Duration readyWithin;
    private Standby standby;
    private boolean pauseLog;

    private ClusterSettings(
            Path folder,
            Path dataFolder,
            int databasePort,
            List<NodeSettings> nodes,
            List<String> jvmArguments,
            Duration readyWithin) {
        this.folder = folder;
        this.dataFolder = dataFolder;
        this.databasePort = databasePort;
        this.nodes = nodes;
        this.jvmArguments = jvmArguments;
        this.readyWithin = readyWithin;
    }

    /**
     * One node as its users have it, with a heap of 2 GB and its PostgreSQL below it.
     *
     * @param folder exists; holds data and logs, a restart finds both again
     */
    public static ClusterSettings embedded(Path folder) {
        Path absolute = folder.toAbsolutePath();
        List<Integer> ports = Ports.free(2);
        NodeSettings node = new NodeSettings(0, ports.get(0), LOCALHOST, ports.get(1));
        // A crashed database needs its recovery first.
        return new ClusterSettings(
                absolute, absolute.resolve("data"), 0, List.of(node), AS_USERS_HAVE_IT, Duration.ofMinutes(3));
    }

    /**
     * The same for a test that is over within minutes, on a slow machine too, where clients would be told that an outcome
     * is unknown; never for what is measured.
     */
    public static ClusterSettings embeddedOfShortLife(Path folder) {
        return embedded(folder)
                .with(copy -> copy.jvmArguments = List.of(
                        "-Xmx2g",
                        COMPILED_ONCE,
                        "-Devently.warm-up.bookings=0",
                        "-Devently.engine.ask-timeout=1m",
                        "-Devently.http.request-timeout=2m"));
    }

    /**
     * So many nodes, told apart by their ports, beside a database in a process of its own.
     *
     * @param folder exists
     */
    public static ClusterSettings in(Path folder, int nodes) {
        Path absolute = folder.toAbsolutePath();
        List<Integer> ports = Ports.free(2 * nodes + 1);
        return new ClusterSettings(
                absolute,
                absolute.resolve("database"),
                ports.get(2 * nodes),
                IntStream.range(0, nodes)
                        .mapToObj(
                                node -> new NodeSettings(node, ports.get(2 * node), LOCALHOST, ports.get(2 * node + 1)))
                        .toList(),
                ONE_OF_SEVERAL,
                Duration.ofMinutes(5));
    }

    private ClusterSettings with(Consumer<ClusterSettings> change) {
        var copy = new ClusterSettings(folder, dataFolder, databasePort, nodes, jvmArguments, readyWithin);
        copy.environment = environment;
        copy.fakeTime = fakeTime;
        copy.standby = standby;
        copy.pauseLog = pauseLog;
        change.accept(copy);
        return copy;
    }

    private ClusterSettings withArguments(String... more) {
        List<String> arguments = new ArrayList<>(jvmArguments);
        // The last one of a kind counts.
        arguments.addAll(List.of(more));
        return with(copy -> copy.jvmArguments = List.copyOf(arguments));
    }

    /** The same with an address of its own for each node, 127.0.0.2 and up, so that one can be cut off. */
    public ClusterSettings withOwnAddresses() {
        return with(copy -> copy.nodes = nodes.stream()
                .map(node -> new NodeSettings(
                        node.index(), node.httpPort(), "127.0.0." + (node.index() + 2), node.clusterPort()))
                .toList());
    }

    /** The same with nodes of so large a heap, for those who sell more than a million seats that all stay taken. */
    public ClusterSettings withHeapOf(int gigabytes) {
        return withArguments("-Xmx" + gigabytes + "g");
    }

    /** The same for a test that is over within minutes: with a short warm-up, and compiled once. */
    public ClusterSettings ofShortLife() {
        return withArguments("-Devently.warm-up.bookings=30", "-Devently.warm-up.crowds=0", COMPILED_ONCE);
    }

    /** The same with events that leave memory when nobody asked for them for so long (default: two minutes). */
    public ClusterSettings withIdleTimeout(Duration idle) {
        return withArguments(
                "-Dpekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout=" + idle.toMillis() + "ms");
    }

    /** The same with the database's data in that folder. */
    public ClusterSettings withDataIn(Path data) {
        return with(copy -> copy.dataFolder = data.toAbsolutePath());
    }

    /** The same with clocks that can be turned, by that library. */
    public ClusterSettings withFakeTime(Path library) {
        return with(copy -> copy.fakeTime = library);
    }

    /** The same with a second PostgreSQL that follows the first. */
    public ClusterSettings withStandby(boolean synchronous) {
        return with(copy -> copy.standby = new Standby(Ports.free(1).get(0), synchronous));
    }

    /** The same with JVMs that log their collections and safepoints, with {@link System#nanoTime()} before each line. */
    public ClusterSettings withPauseLog() {
        return with(copy -> copy.pauseLog = true);
    }

    /** The same with these variables in the environment of each node. */
    public ClusterSettings withEnvironment(Map<String, String> more) {
        Map<String, String> all = new LinkedHashMap<>(environment);
        all.putAll(more);
        return with(copy -> copy.environment = Map.copyOf(all));
    }

    /** The same with limits on, and a port of its own for health and metrics. */
    public ClusterSettings guarded(int opsPort) {
        return with(copy -> copy.environment = Map.of(
                "EVENTLY_RATE_LIMIT",
                "on",
                "EVENTLY_OPS_HOST",
                LOCALHOST,
                "EVENTLY_OPS_PORT",
                Integer.toString(opsPort)));
    }

    /** Holds the logs and, unless told otherwise, the database's data. */
    public Path folder() {
        return folder;
    }

    /** Of the database. */
    public Path dataFolder() {
        return dataFolder;
    }

    /** Whether the one node keeps the database itself. */
    boolean isEmbedded() {
        return databasePort == 0;
    }

    /** On 127.0.0.1; 0 if the node chooses it. */
    public int databasePort() {
        return databasePort;
    }

    /** All of them; each may be a seed. */
    public List<NodeSettings> nodes() {
        return nodes;
    }

    /** For each node's JVM. */
    public List<String> jvmArguments() {
        return jvmArguments;
    }

    /** Whether callers are limited; load tests usually need that they are not. */
    boolean isLimited() {
        return "on".equals(environment.get("EVENTLY_RATE_LIMIT"));
    }

    /** The library of libfaketime, or null for true clocks that cannot be turned. */
    Path fakeTime() {
        return fakeTime;
    }

    /** How long a node may take from its launch until it is ready, on a machine it shares with all others. */
    Duration readyWithin() {
        return readyWithin;
    }

    /** Follows the database; null: nobody does. */
    Standby standby() {
        return standby;
    }

    /** Signs tokens; fixed, so that they outlive a restart. */
    public String jwtSecret() {
        return "a-secret-for-load-tests-on-loopback";
    }

    Path log(NodeSettings node) {
        return folder.resolve(node.name() + ".log");
    }

    /** Kept by the database's program, in whose folder it is made. */
    private Path databasePasswordFile() {
        return dataFolder.resolve(DATABASE_USER + ".password");
    }

    /** Of {@link #DATABASE_USER}. */
    String databasePassword() throws IOException {
        return Files.readString(databasePasswordFile()).strip();
    }

    /** Of that node while its process has that number: the next life of a node has another one. */
    Path pauseLog(NodeSettings node, long pid) {
        return folder.resolve(pauseLogName(node, Long.toString(pid)));
    }

    private static String pauseLogName(NodeSettings node, String pid) {
        return node.name() + "-pauses-" + pid + ".log";
    }

    Path masterKey() {
        return folder.resolve("master.key");
    }

    /** How far the node's clock is off, for libfaketime to read. */
    Path clock(NodeSettings node) {
        return folder.resolve(node.name() + ".clock");
    }

    String shardUrl(int shard) {
        String database = "/" + Databases.name(shard) + "?user=" + DATABASE_USER;
        return standby == null
                ? "jdbc:postgresql://127.0.0.1:" + databasePort + database
                // The default remembers for ten seconds who was no primary.
                : "jdbc:postgresql://127.0.0.1:" + databasePort + ",127.0.0.1:" + standby.port() + database
                        + "&targetServerType=primary&hostRecheckSeconds=1";
    }

    List<String> jvmArguments(NodeSettings node) {
        List<String> arguments = new ArrayList<>(jvmArguments);
        if (pauseLog) {
            arguments.add("-Xlog:gc,safepoint:file=" + folder.resolve(pauseLogName(node, "%p")) + ":timenanos");
        }
        if (!isEmbedded()) {
            // Whom a connection comes from must be seen too, or only half of what a node says can be cut off.
            arguments.add("-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + node.clusterHost());
        }
        return arguments;
    }

    /** Of the database alone. */
    Map<String, String> databaseEnvironment() {
        return Map.of(
                "EVENTLY_DATA_DIR", dataFolder.toString(), "EVENTLY_DATABASE_PORT", Integer.toString(databasePort));
    }

    /** Of whoever uses the four databases. */
    Map<String, String> sharedEnvironment() {
        Map<String, String> shared = new LinkedHashMap<>();
        if (isEmbedded()) {
            shared.put("EVENTLY_DATA_DIR", dataFolder.toString());
        } else {
            for (int shard = 0; shard < Databases.SHARDS; shard++) {
                shared.put(urlOf(shard), shardUrl(shard));
            }
            shared.put("EVENTLY_DATABASE_PASSWORD_FILE", databasePasswordFile().toString());
            shared.put("EVENTLY_MASTER_KEY_FILE", masterKey().toString());
        }
        shared.put("EVENTLY_JWT_SECRET", jwtSecret());
        shared.put("EVENTLY_ADMIN_EMAIL", "admin@evently.local");
        shared.put("EVENTLY_ADMIN_PASSWORD", "a-password-for-load-tests");
        shared.put("EVENTLY_RATE_LIMIT", "off");
        shared.putAll(environment);
        return shared;
    }

    private static String urlOf(int shard) {
        return "EVENTLY_SHARD_" + shard + "_URL";
    }

    /** Addresses of all nodes as the database sees them; none if it cannot tell them apart. */
    List<String> databaseClients() {
        return nodes.stream()
                .map(NodeSettings::databaseClient)
                .filter(Objects::nonNull)
                .toList();
    }

    Map<String, String> environment(NodeSettings node) {
        Map<String, String> all = sharedEnvironment();
        all.put("EVENTLY_HTTP_HOST", LOCALHOST);
        all.put("EVENTLY_HTTP_PORT", Integer.toString(node.httpPort()));
        if (isEmbedded()) {
            all.put("EVENTLY_ECHO_ROUTE", "on");
            return all;
        }
        if (node.databaseClient() != null) {
            for (int shard = 0; shard < Databases.SHARDS; shard++) {
                all.put(urlOf(shard), shardUrl(shard) + "&localSocketAddress=" + node.databaseClient());
            }
        }
        all.put("EVENTLY_DATA_DIR", folder.resolve(node.name()).toString());
        all.put("EVENTLY_CLUSTER_HOST", node.clusterHost());
        all.put("EVENTLY_CLUSTER_PORT", Integer.toString(node.clusterPort()));
        all.put("EVENTLY_SEED_NODES", nodes.stream().map(NodeSettings::seed).collect(Collectors.joining(",")));
        if (fakeTime != null) {
            all.put("LD_PRELOAD", fakeTime.toString());
            all.put("FAKETIME_TIMESTAMP_FILE", clock(node).toString());
            // The offset is looked up once a second (default: every ten).
            all.put("FAKETIME_CACHE_DURATION", "1");
            // As a wrong NTP server would: the monotonic clock goes on as ever.
            all.put("DONT_FAKE_MONOTONIC", "1");
            // Without this, every timed wait of a JVM returns at once (libfaketime 0.9.10 with glibc 2.36).
            all.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            // Times of files stay true.
            all.put("NO_FAKE_STAT", "1");
        }
        return all;
    }
}
