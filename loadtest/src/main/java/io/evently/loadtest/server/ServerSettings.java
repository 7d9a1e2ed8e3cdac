package io.evently.loadtest.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How the server under test is started.
 *
 * @param folder holds its data (in {@code data}) and its log ({@code server.log}); a restart finds both again
 * @param port where it listens on 127.0.0.1
 * @param jwtSecret fixed, so that tokens outlive a restart
 * @param jvmArguments for its JVM
 * @param readyWithin how long a start may take; a crashed database needs its recovery first
 * @param environment variables that are not as load tests usually have them
 */
public record ServerSettings(
        Path folder,
        int port,
        String jwtSecret,
        List<String> jvmArguments,
        Duration readyWithin,
        Map<String, String> environment) {

    /** {@code on} or {@code off}; load tests need it off. */
    static final String RATE_LIMIT = "EVENTLY_RATE_LIMIT";

    /**
     * The first compiler alone, for processes that end within minutes and share two cores with their test: there the
     * second compiler takes more than it gives back.
     */
    public static final String COMPILED_ONCE = "-XX:TieredStopAtLevel=1";

    private static final String HEAP = "-Xmx2g";

    /** As cluster-config/jvm.options and .mvn/jvm.config have it: what is measured is what runs. */
    private static final String COLLECTOR = "-XX:+UseG1GC";

    private static final String COLLECTOR_PAUSE = "-XX:MaxGCPauseMillis=15";

    /** A server on a free port with a heap of 2 GB, the rest as its users have it. */
    public static ServerSettings in(Path folder) {
        return in(folder, List.of(HEAP, COLLECTOR, COLLECTOR_PAUSE));
    }

    /**
     * The same for a test that is over within minutes, on a slow machine too, where clients would be told that an outcome
     * is unknown; never for what is measured.
     */
    public static ServerSettings ofShortLife(Path folder) {
        return in(
                folder,
                List.of(
                        HEAP,
                        COMPILED_ONCE,
                        "-Devently.rehearsal.bookings=0",
                        "-Devently.engine.ask-timeout=1m",
                        "-Devently.http.request-timeout=2m"));
    }

    private static ServerSettings in(Path folder, List<String> jvmArguments) {
        return new ServerSettings(
                folder,
                Ports.free(1).get(0),
                "a-secret-for-load-tests-on-loopback",
                jvmArguments,
                Duration.ofMinutes(3),
                Map.of());
    }

    /** The same with limits on, and a port of its own for health and metrics. */
    public ServerSettings guarded(int opsPort) {
        return new ServerSettings(
                folder,
                port,
                jwtSecret,
                jvmArguments,
                readyWithin,
                Map.of(
                        RATE_LIMIT,
                        "on",
                        "EVENTLY_OPS_HOST",
                        "127.0.0.1",
                        "EVENTLY_OPS_PORT",
                        Integer.toString(opsPort)));
    }

    /** Whether callers are limited. */
    boolean isLimited() {
        return environment.getOrDefault(RATE_LIMIT, "off").equals("on");
    }

    /** The folder the server keeps its data in. */
    public Path data() {
        return folder.resolve("data");
    }

    /** Everything it printed, over all restarts. */
    public Path log() {
        return folder.resolve("server.log");
    }
}
