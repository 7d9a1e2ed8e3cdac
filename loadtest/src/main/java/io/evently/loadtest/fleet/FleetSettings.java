package io.evently.loadtest.fleet;

import io.evently.loadtest.server.Ports;
import io.evently.loadtest.server.ServerSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * How the processes are started.
 *
 * @param folder holds their logs and, unless told otherwise, the database's data
 * @param dataFolder of the database
 * @param databasePort on 127.0.0.1
 * @param nodes all of them; each may be a seed
 * @param jwtSecret shared by all
 * @param jvmArguments for each node's JVM
 * @param fakeTime the library of libfaketime, or null for true clocks that cannot be turned
 * @param readyWithin how long a node may take from its launch until it is ready, on a machine it shares with all others
 * @param standby follows the database; null: nobody does
 */
public record FleetSettings(
        Path folder,
        Path dataFolder,
        int databasePort,
        List<NodeSettings> nodes,
        String jwtSecret,
        List<String> jvmArguments,
        Path fakeTime,
        Duration readyWithin,
        Standby standby) {

    /** The database's four parts ({@code design.md}). */
    public static final int SHARDS = 4;

    /** Addresses of nodes as the database sees them begin so; those at which nodes find each other do not. */
    static final String DATABASE_CLIENTS = "127.0.1.";

    /** Whom nodes connect as: of the roles of an embedded server, the one that makes tables. */
    static final String DATABASE_USER = "evently_owner";

    private static final int SHORT_REHEARSAL = 30;

    /**
     * So many nodes, told apart by their ports.
     *
     * @param folder exists
     */
    public static FleetSettings in(Path folder, int nodes) {
        Path absolute = folder.toAbsolutePath();
        List<Integer> ports = Ports.free(2 * nodes + 1);
        return new FleetSettings(
                absolute,
                absolute.resolve("database"),
                ports.get(2 * nodes),
                IntStream.range(0, nodes)
                        .mapToObj(node ->
                                new NodeSettings(node, ports.get(2 * node), "127.0.0.1", ports.get(2 * node + 1)))
                        .toList(),
                "a-secret-for-load-tests-on-loopback",
                // 700 MB: three nodes, a database and the clients on a machine of 8 GB. Two cores: a collector of one
                // thread costs them less than one that is parallel.
                // A start that needs no collection for each few megabytes of classes.
                List.of("-Xmx700m", "-XX:+UseSerialGC", "-XX:MetaspaceSize=192m"),
                null,
                Duration.ofMinutes(5),
                null);
    }

    /** The same with an address of its own for each node, 127.0.0.2 and up, so that one can be cut off. */
    public FleetSettings withOwnAddresses() {
        List<NodeSettings> moved = nodes.stream()
                .map(node -> new NodeSettings(
                        node.index(), node.httpPort(), "127.0.0." + (node.index() + 2), node.clusterPort()))
                .toList();
        return new FleetSettings(
                folder, dataFolder, databasePort, moved, jwtSecret, jvmArguments, fakeTime, readyWithin, standby);
    }

    /** The same with nodes of so large a heap, for those who sell more than a million seats that all stay taken. */
    public FleetSettings withHeapOf(int gigabytes) {
        List<String> arguments = new ArrayList<>(jvmArguments);
        // The last one counts.
        arguments.add("-Xmx" + gigabytes + "g");
        return new FleetSettings(
                folder, dataFolder, databasePort, nodes, jwtSecret, arguments, fakeTime, readyWithin, standby);
    }

    /** The same for a test that is over within minutes: with a short rehearsal, and compiled once. */
    public FleetSettings ofShortLife() {
        List<String> arguments = new ArrayList<>(jvmArguments);
        arguments.add("-Devently.rehearsal.bookings=" + SHORT_REHEARSAL);
        arguments.add("-Devently.rehearsal.crowds=0");
        arguments.add(ServerSettings.COMPILED_ONCE);
        return new FleetSettings(
                folder, dataFolder, databasePort, nodes, jwtSecret, arguments, fakeTime, readyWithin, standby);
    }

    /** The same with events that leave memory when nobody asked for them for so long (default: two minutes). */
    public FleetSettings withIdleTimeout(Duration idle) {
        List<String> arguments = new ArrayList<>(jvmArguments);
        arguments.add(
                "-Dpekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout=" + idle.toMillis() + "ms");
        return new FleetSettings(
                folder, dataFolder, databasePort, nodes, jwtSecret, arguments, fakeTime, readyWithin, standby);
    }

    /** The same with the database's data in that folder. */
    public FleetSettings withDataIn(Path data) {
        return new FleetSettings(
                folder,
                data.toAbsolutePath(),
                databasePort,
                nodes,
                jwtSecret,
                jvmArguments,
                fakeTime,
                readyWithin,
                standby);
    }

    /** The same with clocks that can be turned, by that library. */
    public FleetSettings withFakeTime(Path library) {
        return new FleetSettings(
                folder, dataFolder, databasePort, nodes, jwtSecret, jvmArguments, library, readyWithin, standby);
    }

    /** The same with a second PostgreSQL that follows the first. */
    public FleetSettings withStandby(boolean synchronous) {
        Standby other = new Standby(Ports.free(1).get(0), synchronous);
        return new FleetSettings(
                folder, dataFolder, databasePort, nodes, jwtSecret, jvmArguments, fakeTime, readyWithin, other);
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

    Path masterKey() {
        return folder.resolve("master.key");
    }

    /** How far the node's clock is off, for libfaketime to read. */
    Path clock(NodeSettings node) {
        return folder.resolve(node.name() + ".clock");
    }

    String shardUrl(int shard) {
        String database = "/evently_" + shard + "?user=" + DATABASE_USER;
        return standby == null
                ? "jdbc:postgresql://127.0.0.1:" + databasePort + database
                // The default remembers for ten seconds who was no primary.
                : "jdbc:postgresql://127.0.0.1:" + databasePort + ",127.0.0.1:" + standby.port() + database
                        + "&targetServerType=primary&hostRecheckSeconds=1";
    }

    List<String> jvmArguments(NodeSettings node) {
        List<String> arguments = new ArrayList<>(jvmArguments);
        // Whom a connection comes from must be seen too, or only half of what a node says can be cut off.
        arguments.add("-Dpekko.remote.artery.advanced.tcp.outbound-client-hostname=" + node.clusterHost());
        return arguments;
    }

    /** Of the database alone. */
    Map<String, String> databaseEnvironment() {
        return Map.of(
                "EVENTLY_DATA_DIR", dataFolder.toString(), "EVENTLY_DATABASE_PORT", Integer.toString(databasePort));
    }

    /** Of whoever uses the four databases. */
    Map<String, String> sharedEnvironment() {
        Map<String, String> environment = new LinkedHashMap<>();
        for (int shard = 0; shard < SHARDS; shard++) {
            environment.put("EVENTLY_SHARD_" + shard + "_URL", shardUrl(shard));
        }
        environment.put("EVENTLY_DATABASE_PASSWORD_FILE", databasePasswordFile().toString());
        environment.put("EVENTLY_JWT_SECRET", jwtSecret);
        environment.put("EVENTLY_MASTER_KEY_FILE", masterKey().toString());
        environment.put("EVENTLY_ADMIN_EMAIL", "admin@evently.local");
        environment.put("EVENTLY_ADMIN_PASSWORD", "a-password-for-load-tests");
        environment.put("EVENTLY_RATE_LIMIT", "off");
        return environment;
    }

    /** Addresses of all nodes as the database sees them; none if it cannot tell them apart. */
    List<String> databaseClients() {
        return nodes.stream()
                .map(NodeSettings::databaseClient)
                .filter(Objects::nonNull)
                .toList();
    }

    Map<String, String> environment(NodeSettings node) {
        Map<String, String> environment = sharedEnvironment();
        if (node.databaseClient() != null) {
            for (int shard = 0; shard < SHARDS; shard++) {
                environment.put(
                        "EVENTLY_SHARD_" + shard + "_URL",
                        shardUrl(shard) + "&localSocketAddress=" + node.databaseClient());
            }
        }
        environment.put("EVENTLY_DATA_DIR", folder.resolve(node.name()).toString());
        environment.put("EVENTLY_HTTP_HOST", "127.0.0.1");
        environment.put("EVENTLY_HTTP_PORT", Integer.toString(node.httpPort()));
        environment.put("EVENTLY_CLUSTER_HOST", node.clusterHost());
        environment.put("EVENTLY_CLUSTER_PORT", Integer.toString(node.clusterPort()));
        environment.put(
                "EVENTLY_SEED_NODES", nodes.stream().map(NodeSettings::seed).collect(Collectors.joining(",")));
        if (fakeTime != null) {
            environment.put("LD_PRELOAD", fakeTime.toString());
            environment.put("FAKETIME_TIMESTAMP_FILE", clock(node).toString());
            // The offset is looked up once a second (default: every ten).
            environment.put("FAKETIME_CACHE_DURATION", "1");
            // As a wrong NTP server would: the monotonic clock goes on as ever.
            environment.put("DONT_FAKE_MONOTONIC", "1");
            // Without this, every timed wait of a JVM returns at once (libfaketime 0.9.10 with glibc 2.36).
            environment.put("FAKETIME_FORCE_MONOTONIC_FIX", "0");
            // Times of files stay true.
            environment.put("NO_FAKE_STAT", "1");
        }
        return environment;
    }
}
