package io.evently.loadtest.server;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * How the server under test is started.
 *
 * @param folder holds its data (in {@code data}) and its log ({@code server.log}); a restart finds both again
 * @param port where it listens on 127.0.0.1
 * @param jwtSecret fixed, so that tokens outlive a restart
 * @param jvmArguments for its JVM
 * @param readyWithin how long a start may take; a crashed database needs its recovery first
 */
public record ServerSettings(Path folder, int port, String jwtSecret, List<String> jvmArguments, Duration readyWithin) {

    /** A server on a free port with a heap of 2 GB, the rest as its users have it. */
    public static ServerSettings in(Path folder) {
        return new ServerSettings(
                folder,
                Ports.free(1).get(0),
                "a-secret-for-load-tests-on-loopback",
                List.of("-Xmx2g"),
                Duration.ofMinutes(3));
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
