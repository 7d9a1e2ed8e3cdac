package io.evently.loadtest.rival.http;

import io.evently.loadtest.rival.RivalDatabase;
import io.evently.loadtest.sut.ClusterSettings;
import io.evently.loadtest.sut.PgPass;
import io.evently.loadtest.sut.Ports;
import io.evently.loadtest.sut.Processes;
import io.evently.loadtest.sut.Program;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The row lock's server as seen by the process that starts it. */
public final class RivalServerProcess implements AutoCloseable {

    private static final Duration READY_WITHIN = Duration.ofMinutes(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;
    private final Process process;

    private RivalServerProcess(InetSocketAddress address, Process process) {
        this.address = address;
        this.process = process;
    }

    /**
     * Starts it with the JVM arguments and the secret of tokens that a node with these settings has; returns when it is
     * ready. It has no connections yet.
     *
     * @throws IllegalStateException when it is not ready within a minute, with the end of its log
     */
    public static RivalServerProcess start(RivalDatabase database, ClusterSettings like) {
        int port = Ports.free(1).get(0);
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        List<String> arguments = new ArrayList<>(like.jvmArguments());
        arguments.add("-D" + PgPass.PROPERTY + "=" + System.getProperty(PgPass.PROPERTY));
        var program = Program.ofLoadTest(
                RivalServerMain.class,
                like.folder(),
                like.folder().resolve("rival-http.log"),
                arguments,
                Map.of(
                        RivalServerMain.PORT,
                        Integer.toString(port),
                        RivalServerMain.DATABASE_URL,
                        database.url(),
                        RivalServerMain.JWT_SECRET,
                        like.jwtSecret()));
        try {
            Process process = program.start();
            var started = new RivalServerProcess(address, process);
            try {
                program.awaitReady(process, address, READY_WITHIN);
                return started;
            } catch (IllegalStateException e) {
                started.close();
                throw e;
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where it serves HTTP. */
    public InetSocketAddress address() {
        return address;
    }

    /** Process number of its JVM. */
    public long pid() {
        return process.pid();
    }

    /**
     * From now on it has so many connections to its database; 0 gives all of them back.
     *
     * @throws IllegalStateException when they cannot be had
     */
    public void resizePool(int connections) {
        var uri = URI.create("http://127.0.0.1:" + address.getPort() + "/pool/" + connections);
        var request = HttpRequest.newBuilder(uri)
                .PUT(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            int status = client.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 204) {
                throw new IllegalStateException("no pool of " + connections + ": status " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Kills it: what it acknowledged is in the database. */
    @Override
    public void close() {
        Processes.awaitEnd(Processes.kill9(List.of(process.toHandle())));
    }
}
