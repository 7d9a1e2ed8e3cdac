package io.evently.loadtest.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * An Evently in a JVM of its own with the embedded PostgreSQL below it. Only processes started here are ever signalled,
 * by their handle, which a process number used again does not match.
 */
public final class ServerProcess implements AutoCloseable {

    /** Not a class reference: the load test speaks HTTP, and needs the server's classes only to launch them. */
    private static final String MAIN_CLASS = "io.evently.Main";

    private static final String REBUILD_CLASS = "io.evently.RebuildTables";

    private static final Duration REBUILT_WITHIN = Duration.ofMinutes(3);

    private final ServerSettings settings;
    private final Process jvm;
    private final Postmaster postmaster;
    private final Duration startup;
    private final Thread onExit = new Thread(this::killAll, "no-server-outlives-its-test");

    private ServerProcess(ServerSettings settings, Process jvm, Postmaster postmaster, Duration startup) {
        this.settings = settings;
        this.jvm = jvm;
        this.postmaster = postmaster;
        this.startup = startup;
        PgPass.learn(settings.data(), postmaster.port());
        Runtime.getRuntime().addShutdownHook(onExit);
    }

    /**
     * Starts a server and waits until it is ready.
     *
     * @throws IllegalStateException when it is not ready in time or ends before, with the end of its log
     */
    public static ServerProcess start(ServerSettings settings) {
        long start = System.nanoTime();
        try {
            Files.createDirectories(settings.data());
            Program program = program(settings, MAIN_CLASS);
            Process jvm = program.start();
            try {
                program.awaitReady(jvm, addressOf(settings), settings.readyWithin());
                var took = Duration.ofNanos(System.nanoTime() - start);
                return new ServerProcess(settings, jvm, Postmaster.of(settings.data()), took);
            } catch (IOException | RuntimeException e) {
                leaveNothingOf(jvm, settings);
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it again on the same folder and port, after it was killed or stopped. */
    public ServerProcess restart() {
        if (jvm.isAlive()) {
            throw new IllegalStateException("still running: " + jvm.pid());
        }
        return start(settings);
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return addressOf(settings);
    }

    private static InetSocketAddress addressOf(ServerSettings settings) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port());
    }

    /** The port of its PostgreSQL on 127.0.0.1. */
    public int databasePort() {
        return postmaster.port();
    }

    /** Process number of its JVM. */
    public long pid() {
        return jvm.pid();
    }

    /** Process number of its PostgreSQL. */
    public long databasePid() {
        return postmaster.process().pid();
    }

    /** How long it took from launch to ready. */
    public Duration startup() {
        return startup;
    }

    /** How it was started. */
    public ServerSettings settings() {
        return settings;
    }

    /** Mints tokens it accepts. */
    public Tokens tokens() {
        return new Tokens(settings.jwtSecret());
    }

    /**
     * {@code kill -9} of the JVM, the postmaster and every backend, within microseconds of each other; returns when all
     * are gone. Nothing gets a chance to flush or to say goodbye.
     */
    public void kill9Everything() {
        try {
            Processes.awaitEnd(killAll());
        } finally {
            forgetHook();
        }
    }

    /**
     * SIGTERM, as a user's Ctrl-C: returns when the JVM and its PostgreSQL have ended.
     *
     * @throws IllegalStateException when they have not after minutes; both are killed then
     */
    public void stopGracefully() {
        jvm.destroy();
        try {
            Processes.awaitEnd(List.of(jvm.toHandle(), postmaster.process()));
        } finally {
            close();
        }
    }

    /**
     * {@code mvn -Prebuild} while the server runs: returns when its tables are made anew from the journal.
     *
     * @throws IllegalStateException when that fails or takes too long, with the end of the log
     */
    public void rebuildTables() {
        program(settings, REBUILD_CLASS).run(REBUILT_WITHIN);
    }

    /** Leaves nothing running: kills what is still alive. */
    @Override
    public void close() {
        kill9Everything();
    }

    private List<ProcessHandle> killAll() {
        return Processes.kill9(List.of(jvm.toHandle(), postmaster.process()));
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook runs anyway.
        }
    }

    private static Program program(ServerSettings settings, String mainClass) {
        Map<String, String> environment = new HashMap<>(Map.of(
                "EVENTLY_HTTP_HOST",
                "127.0.0.1",
                "EVENTLY_HTTP_PORT",
                Integer.toString(settings.port()),
                "EVENTLY_DATA_DIR",
                settings.data().toAbsolutePath().toString(),
                "EVENTLY_JWT_SECRET",
                settings.jwtSecret(),
                "EVENTLY_ADMIN_EMAIL",
                "admin@evently.local",
                "EVENTLY_ADMIN_PASSWORD",
                "a-password-for-load-tests",
                ServerSettings.RATE_LIMIT,
                "off",
                "EVENTLY_ECHO_ROUTE",
                "on"));
        environment.putAll(settings.environment());
        return new Program(mainClass, settings.folder(), settings.log(), settings.jvmArguments(), environment);
    }

    private static void leaveNothingOf(Process jvm, ServerSettings settings) {
        List<ProcessHandle> leftovers = new ArrayList<>(List.of(jvm.toHandle()));
        try {
            leftovers.add(Postmaster.of(settings.data()).process());
        } catch (IOException e) {
            // It never came to a database.
        }
        Processes.kill9(leftovers);
    }
}
