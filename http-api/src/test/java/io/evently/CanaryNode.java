package io.evently;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.routes.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A node in a process of its own, as an operator starts it, with its log in two files; it believes what this machine says
 * of the addresses of others, logs all it can, and takes a snapshot of each event as often as it can.
 */
final class CanaryNode implements AutoCloseable {

    static final String ADMIN_PASSWORD = "the admin of the canaries";

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private final Process process;
    private final Path data;
    private final Path logs;
    private final String address;

    /** What somebody answered. */
    record Answer(int status, JsonNode json, String body) {}

    private CanaryNode(Process process, Path data, Path logs, String address) {
        this.process = process;
        this.data = data;
        this.logs = logs;
        this.address = address;
    }

    /**
     * Returns when it is ready.
     *
     * @param logs a folder that is there
     */
    static CanaryNode start(Path data, Path logs) throws IOException {
        int port = FreePort.find();
        Map<String, String> settings = new HashMap<>();
        settings.put("EVENTLY_DATA_DIR", data.toString());
        settings.put("EVENTLY_HTTP_PORT", Integer.toString(port));
        settings.put("EVENTLY_ADMIN_PASSWORD", ADMIN_PASSWORD);
        settings.put("EVENTLY_TRUSTED_PROXIES", "127.0.0.1/32");
        settings.put("EVENTLY_RATE_LIMIT", "off");
        settings.put("EVENTLY_LOG_LEVEL", "DEBUG");
        ProcessBuilder program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx600m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-Devently.warm-up.bookings=0",
                        "-Devently.engine.facts-per-snapshot=1",
                        // There is no other node, which might take a token for another minute.
                        "-Devently.users.departures.settled-after=1s",
                        // Not the quiet one of the tests.
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "io.evently.Main")
                .redirectOutput(logs.resolve("node.out").toFile())
                .redirectError(logs.resolve("node.err").toFile());
        program.environment().keySet().removeIf(variable -> variable.startsWith("EVENTLY_"));
        program.environment().putAll(settings);
        CanaryNode node = new CanaryNode(program.start(), data, logs, "http://127.0.0.1:" + port);
        Eventually.until(() -> node.printed("node.out").contains("Evently is ready") || !node.process.isAlive());
        assertThat(node.process.isAlive()).as(node.printed("node.err")).isTrue();
        return node;
    }

    private String printed(String name) {
        try {
            return Files.readString(logs.resolve(name), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** With the headers of whoever asks, names and values in turn. */
    Answer ask(String method, String target, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + target))
                .timeout(Duration.ofMinutes(2))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .headers(headers);
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        HttpResponse<String> answer = Eventually.answer(CLIENT.sendAsync(request.build(), BodyHandlers.ofString()));
        try {
            return new Answer(answer.statusCode(), JSON.readTree(answer.body()), answer.body());
        } catch (IOException notJson) {
            return new Answer(answer.statusCode(), JSON.missingNode(), answer.body());
        }
    }

    /** To one of its databases, as PostgreSQL's superuser. */
    Connection superuser(int shard) throws SQLException {
        try {
            String password = Files.readString(data.resolve("pgpass")).strip().split(":")[4];
            String url = EmbeddedServer.ownerUrlsOfRunning(data).get(shard).replaceFirst("\\?.*", "");
            return DriverManager.getConnection(url, "postgres", password);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What its PostgreSQL keeps. */
    Path postgres() {
        return data.resolve("postgres");
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(2, TimeUnit.MINUTES)) {
            process.destroyForcibly();
        }
    }
}
