package io.evently;

import com.typesafe.config.ConfigFactory;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.http.route.Endpoint;
import io.evently.tables.message.EmailRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * The node as {@code mvn -Prun} starts it, with its own PostgreSQL in a temporary folder: on a free port, without rate
 * limits, and with secrets the tests know; and patient, for slow machines, where its users would be told to come back.
 */
public final class RunningNode implements AutoCloseable {

    static final String FOR_TESTS =
            """
            evently {
              http { port = 0, rate-limit = off, request-timeout = 4m, body-timeout = 4m, stream-comment-every = 1s }
              engine.ask-timeout = 3m
              reading.patience = 3m
              users.answer-timeout = 3m
              unreadable.longest-pause = 1s
              warm-up.bookings = 0
              webhooks.private-addresses = true
            }
            """;

    private final Path folder;
    private final Node node;

    private RunningNode(Path folder, Node node) {
        this.folder = folder;
        this.node = node;
    }

    public static RunningNode start(String jwtSecret, String adminPassword) {
        try {
            return startIn(EmbeddedServer.temporaryFolder(), jwtSecret, adminPassword);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same on a data folder of the test's own. */
    public static RunningNode startIn(Path folder, String jwtSecret, String adminPassword) {
        Map<String, Object> settings = Map.of(
                "evently.data-dir",
                folder.toString(),
                "evently.security.jwt-secret",
                jwtSecret,
                "evently.admin.password",
                adminPassword);
        Settings read = Settings.of(ConfigFactory.parseMap(settings)
                .withFallback(ConfigFactory.parseString(FOR_TESTS))
                .withFallback(ConfigFactory.defaultApplication()));
        return new RunningNode(folder, Node.start(read));
    }

    public int port() {
        return node.address().getPort();
    }

    public List<Endpoint> endpoints() {
        return node.endpoints();
    }

    /** What a mail links to. */
    public String link(EmailRow mail) {
        return node.links().link(mail);
    }

    /** JDBC URLs of its four databases, for the superuser whose password is in the data folder. */
    public List<String> databases() {
        try {
            String password = Files.readString(folder.resolve("pgpass")).strip().split(":")[4];
            return EmbeddedServer.ownerUrlsOfRunning(folder).stream()
                    .map(url -> url.replaceFirst("user=.*", "user=postgres&password=" + password))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Its data stay. */
    public void stop() {
        node.stop();
    }

    @Override
    public void close() throws IOException {
        node.stop();
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        }
    }
}
