package io.evently;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

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
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * security 7, 19 and 30: every secret an operator gives is a word that can be looked for, in all that two processes of
 * Evently print and answer, and in what PostgreSQL's processes are told.
 */
class CanaryTest {

    private static final String IN_THE_URL = "canary-of-the-url";
    private static final String OF_THE_DATABASE = "canary-of-the-database";
    private static final String OF_THE_TOKENS = "canary-of-the-tokens-thirty-two-bytes";
    private static final String OF_THE_ADMIN = "canary-of-the-admin";
    private static final String OF_THE_MASTER_KEY =
            Base64.getEncoder().encodeToString("canary of the master key, 32 byt".getBytes(ISO_8859_1));
    private static final List<String> CANARIES =
            List.of(IN_THE_URL, OF_THE_DATABASE, OF_THE_TOKENS, OF_THE_ADMIN, OF_THE_MASTER_KEY);

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    /** Where a secret could turn up, and what is there. */
    private final Map<String, String> places = new TreeMap<>();

    private final int databasePort = FreePort.find();
    private String address;
    private String token;

    @Test
    void noSecretTurnsUpInWhatIsPrintedAnsweredOrHandedToPostgres() throws Exception {
        Path data = Files.createDirectories(folder.resolve("database"));
        Files.writeString(data.resolve("evently_owner.password"), OF_THE_DATABASE);
        Process database = start("io.evently.DatabaseMain", "database", Map.of("EVENTLY_DATA_DIR", data.toString()));
        Process node = null;
        try {
            Eventually.until(() -> printed("database.out").contains("/evently_3") || !database.isAlive());
            assertThat(database.isAlive()).as(printed("database.err")).isTrue();
            int port = FreePort.find();
            address = "http://127.0.0.1:" + port;
            node = start("io.evently.Main", "node", Map.of("EVENTLY_HTTP_PORT", Integer.toString(port)));
            Process running = node;
            Eventually.until(() -> printed("node.out").contains("Evently is ready") || !running.isAlive());
            assertThat(running.isAlive()).as(printed("node.err")).isTrue();

            logIn();
            sell();
            losesADatabaseAndFindsItAgain(data);
            look("after the failure");
            lookAtPostgres(data);

            node.destroy();
            assertThat(node.waitFor(5, TimeUnit.MINUTES)).isTrue();
            database.destroy();
            assertThat(database.waitFor(5, TimeUnit.MINUTES)).isTrue();
        } finally {
            if (node != null) {
                node.destroyForcibly();
            }
            database.destroy();
        }
        for (String file : List.of("database.out", "database.err", "node.out", "node.err")) {
            places.put(file, printed(file));
        }
        assertThat(places.get("node.out")).contains("Evently is ready", "127.0.0.1:" + databasePort + "/evently_0");
        assertThat(places.get("node.out"))
                .as("the security log")
                .containsSubsequence(
                        "\"kind\":\"node\",\"outcome\":\"started\"",
                        "\"kind\":\"log-in\",\"outcome\":\"ok\"",
                        "\"kind\":\"log-in\",\"outcome\":\"wrong\"",
                        "\"kind\":\"node\",\"outcome\":\"stopped\"");
        try (Stream<Path> logs = Files.list(data.resolve("postgres").resolve("log"))) {
            logs.forEach(log -> places.put(log.toString(), read(log)));
        }
        assertThat(places).hasSizeGreaterThan(12);
        places.forEach((place, text) -> assertThat(CANARIES).as(place).noneSatisfy(canary -> assertThat(text)
                .contains(canary)));
    }

    /** Every program of Evently's is given every secret, the right password of the database beside a wrong one. */
    private Process start(String main, String name, Map<String, String> settings) throws IOException {
        Path key = folder.resolve("master.key");
        Files.writeString(key, OF_THE_MASTER_KEY);
        Map<String, String> all = new HashMap<>(settings);
        all.putIfAbsent("EVENTLY_DATA_DIR", folder.resolve(name + "-data").toString());
        for (int shard = 0; shard < 4; shard++) {
            all.put(
                    "EVENTLY_SHARD_" + shard + "_URL",
                    "jdbc:postgresql://127.0.0.1:%d/evently_%d?user=evently_owner&password=%s"
                            .formatted(databasePort, shard, IN_THE_URL));
        }
        all.put("EVENTLY_DATABASE_PORT", Integer.toString(databasePort));
        all.put("EVENTLY_DATABASE_PASSWORD", OF_THE_DATABASE);
        all.put("EVENTLY_JWT_SECRET", OF_THE_TOKENS);
        all.put("EVENTLY_MASTER_KEY_FILE", key.toString());
        all.put("EVENTLY_ADMIN_PASSWORD", OF_THE_ADMIN);
        all.put("EVENTLY_LOG_LEVEL", "DEBUG");
        ProcessBuilder program = new ProcessBuilder(
                        ProcessHandle.current().info().command().orElseThrow(),
                        "-Xmx600m",
                        "-XX:+UseSerialGC",
                        // It ends within seconds.
                        "-XX:TieredStopAtLevel=1",
                        "-Devently.engine.ask-timeout=2s",
                        "-Devently.warm-up.bookings=0",
                        // Not the quiet one of the tests.
                        "-Dlogback.configurationFile=logback.xml",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main)
                .redirectOutput(folder.resolve(name + ".out").toFile())
                .redirectError(folder.resolve(name + ".err").toFile());
        program.environment().keySet().removeIf(variable -> variable.startsWith("EVENTLY_"));
        program.environment().putAll(all);
        return program.start();
    }

    private void logIn() {
        HttpResponse<String> answer = send(
                "a log-in",
                request("/v1/sessions")
                        .POST(BodyPublishers.ofString(
                                "{\"email\": \"admin@evently.local\", \"password\": \"" + OF_THE_ADMIN + "\"}")));
        assertThat(answer.statusCode()).isEqualTo(201);
        token = found("\"accessToken\":\"([^\"]+)\"", answer.body());
        assertThat(send(
                                "a wrong log-in",
                                request("/v1/sessions")
                                        .POST(
                                                BodyPublishers.ofString(
                                                        "{\"email\": \"admin@evently.local\", \"password\": \"wrong-password\"}")))
                        .statusCode())
                .isEqualTo(401);
    }

    private void sell() {
        String event = found("\"id\":\"([^\"]+)\"", send("an event", anEvent()).body());
        HttpResponse<String> booking = send(
                "a booking",
                request("/v1/events/" + event + "/bookings").POST(BodyPublishers.ofString("{\"quantity\": 2}")));
        assertThat(booking.statusCode()).isEqualTo(201);
    }

    private HttpRequest.Builder anEvent() {
        String body =
                """
                {"name": "Canaries", "venue": "A mine", "eventDate": "2099-01-01T00:00:00Z", "totalCapacity": 10,
                 "basePrice": "1.00"}
                """;
        return request("/v1/events").POST(BodyPublishers.ofString(body));
    }

    /** Some of them in the database that is away. */
    private void makeEventsEverywhere() {
        List<CompletableFuture<HttpResponse<String>>> answers = Stream.generate(
                        () -> CLIENT.sendAsync(anEvent().build(), BodyHandlers.ofString()))
                .limit(12)
                .toList();
        for (int i = 0; i < answers.size(); i++) {
            places.put("event " + i, Eventually.answer(answers.get(i)).body());
        }
    }

    /** Connections break, and new ones are refused. */
    private void losesADatabaseAndFindsItAgain(Path data) throws Exception {
        String password = Files.readString(data.resolve("pgpass")).strip().split(":")[4];
        String url = "jdbc:postgresql://127.0.0.1:" + databasePort + "/evently_0";
        try (Connection superuser = DriverManager.getConnection(url, "postgres", password);
                Statement statement = superuser.createStatement()) {
            statement.execute("alter database evently_2 allow_connections false");
            statement.execute("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'evently_2'");
            Eventually.until(() -> printed("node.out").contains("Database 2 is out of reach"));
            look("while a database is away");
            makeEventsEverywhere();
            statement.execute("alter database evently_2 allow_connections true");
        }
        Eventually.until(() -> printed("node.out").contains("Database 2 is within reach again"));
    }

    private void look(String when) {
        for (String path : List.of("/metrics", "/v1/cluster", "/health/ready", "/v1/events", "/nothing")) {
            send(path + " " + when, request(path).GET());
        }
    }

    private void lookAtPostgres(Path data) throws IOException {
        long postmaster =
                Long.parseLong(Files.readAllLines(data.resolve("postgres").resolve("postmaster.pid"))
                        .get(0)
                        .strip());
        List<ProcessHandle> processes = new ArrayList<>();
        ProcessHandle server = ProcessHandle.of(postmaster).orElseThrow();
        processes.add(server);
        server.descendants().forEach(processes::add);
        assertThat(processes).hasSizeGreaterThan(5);
        for (ProcessHandle process : processes) {
            for (String file : List.of("environ", "cmdline")) {
                Path path = Path.of("/proc", Long.toString(process.pid()), file);
                if (Files.isReadable(path)) {
                    places.put(path.toString(), read(path));
                }
            }
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + path))
                .timeout(Duration.ofMinutes(2))
                .header("Content-Type", "application/json");
        return token == null ? request : request.header("Authorization", "Bearer " + token);
    }

    private HttpResponse<String> send(String place, HttpRequest.Builder request) {
        HttpResponse<String> answer = Eventually.answer(CLIENT.sendAsync(request.build(), BodyHandlers.ofString()));
        places.put(place, answer.headers().map() + "\n" + answer.body());
        return answer;
    }

    private static String found(String pattern, String text) {
        Matcher matcher = Pattern.compile(pattern).matcher(text);
        assertThat(matcher.find()).as(text).isTrue();
        return matcher.group(1);
    }

    private String printed(String name) {
        Path file = folder.resolve(name);
        return Files.exists(file) ? read(file) : "";
    }

    private static String read(Path file) {
        try {
            return new String(Files.readAllBytes(file), ISO_8859_1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
