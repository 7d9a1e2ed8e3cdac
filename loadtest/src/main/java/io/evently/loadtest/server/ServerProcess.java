package io.evently.loadtest.server;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An Evently in a JVM of its own with the embedded PostgreSQL below it. Only processes started here are ever signalled,
 * by their handle, which a process number used again does not match.
 */
public final class ServerProcess implements AutoCloseable {

    /** Not a class reference: the load test speaks HTTP, and needs the server's classes only to launch them. */
    private static final String MAIN_CLASS = "io.evently.Main";

    private static final String REBUILD_CLASS = "io.evently.RebuildTables";

    private static final Duration REBUILT_WITHIN = Duration.ofMinutes(3);

    private static final Duration GONE_WITHIN = Duration.ofSeconds(60);

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
            Process jvm = launch(settings, MAIN_CLASS);
            try {
                awaitReadiness(settings, jvm, start);
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
            awaitEnd(killAll());
        } finally {
            forgetHook();
        }
    }

    /**
     * SIGTERM, as a user's Ctrl-C: returns when the JVM and its PostgreSQL have ended.
     *
     * @throws IllegalStateException when they have not after a minute; both are killed then
     */
    public void stopGracefully() {
        jvm.destroy();
        try {
            awaitEnd(List.of(jvm.toHandle(), postmaster.process()));
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
        try {
            Process rebuild = launch(settings, REBUILD_CLASS);
            boolean ended = rebuild.waitFor(REBUILT_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended || rebuild.exitValue() != 0) {
                rebuild.destroyForcibly();
                throw new IllegalStateException("the tables were not made anew\n" + endOfLog(settings));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Leaves nothing running: kills what is still alive. */
    @Override
    public void close() {
        kill9Everything();
    }

    private List<ProcessHandle> killAll() {
        List<ProcessHandle> victims = new ArrayList<>();
        Stream.of(jvm.toHandle(), postmaster.process())
                .filter(ProcessHandle::isAlive)
                .forEach(process -> {
                    victims.add(process);
                    process.descendants().forEach(victims::add);
                });
        victims.forEach(ProcessHandle::destroyForcibly);
        return victims;
    }

    private void forgetHook() {
        try {
            Runtime.getRuntime().removeShutdownHook(onExit);
        } catch (IllegalStateException e) {
            // This JVM is ending, and the hook runs anyway.
        }
    }

    private static void awaitEnd(List<ProcessHandle> processes) {
        var ends = processes.stream().map(ProcessHandle::onExit).toArray(CompletableFuture<?>[]::new);
        try {
            CompletableFuture.allOf(ends).get(GONE_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IllegalStateException("still alive after " + GONE_WITHIN + ": " + processes, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static Process launch(ServerSettings settings, String mainClass) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(settings.jvmArguments());
        command.add("-cp");
        command.add(serverClasspath());
        command.add(mainClass);
        var builder = new ProcessBuilder(command)
                .directory(settings.folder().toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(settings.log().toFile()));
        var environment = builder.environment();
        environment.keySet().removeIf(name -> name.startsWith("EVENTLY_"));
        environment.put("EVENTLY_HTTP_HOST", "127.0.0.1");
        environment.put("EVENTLY_HTTP_PORT", Integer.toString(settings.port()));
        environment.put("EVENTLY_DATA_DIR", settings.data().toAbsolutePath().toString());
        environment.put("EVENTLY_JWT_SECRET", settings.jwtSecret());
        environment.put("EVENTLY_ADMIN_EMAIL", "admin@evently.local");
        environment.put("EVENTLY_ADMIN_PASSWORD", "a-password-for-load-tests");
        environment.put("EVENTLY_RATE_LIMIT", "off");
        environment.put("EVENTLY_ECHO_ROUTE", "on");
        return builder.start();
    }

    /** This JVM's classpath without the load test's own classes and settings, which a user's server does not have. */
    private static String serverClasspath() {
        Path own = Path.of(URI.create(ServerProcess.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .toString()))
                .getParent();
        return Stream.of(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !Path.of(entry).toAbsolutePath().startsWith(own))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static void awaitReadiness(ServerSettings settings, Process jvm, long start) throws IOException {
        var client =
                HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(1)).build();
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + settings.port() + "/health/ready"))
                .timeout(Duration.ofSeconds(5))
                .build();
        while (System.nanoTime() - start < settings.readyWithin().toNanos()) {
            if (!jvm.isAlive()) {
                throw new IllegalStateException("the server ended before it was ready\n" + endOfLog(settings));
            }
            if (isReady(client, request)) {
                return;
            }
            pause(jvm);
        }
        throw new IllegalStateException("not ready after " + settings.readyWithin() + "\n" + endOfLog(settings));
    }

    private static boolean isReady(HttpClient client, HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException e) {
            return false; // not listening yet
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** A tenth of a second, or less when the JVM ends. */
    private static void pause(Process jvm) {
        try {
            jvm.waitFor(100, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static void leaveNothingOf(Process jvm, ServerSettings settings) {
        List<ProcessHandle> leftovers = new ArrayList<>(List.of(jvm.toHandle()));
        jvm.descendants().forEach(leftovers::add);
        try {
            ProcessHandle postmaster = Postmaster.of(settings.data()).process();
            leftovers.add(postmaster);
            postmaster.descendants().forEach(leftovers::add);
        } catch (IOException e) {
            // It never came to a database.
        }
        leftovers.forEach(ProcessHandle::destroyForcibly);
    }

    private static String endOfLog(ServerSettings settings) throws IOException {
        List<String> lines = Files.readAllLines(settings.log());
        return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
    }
}
