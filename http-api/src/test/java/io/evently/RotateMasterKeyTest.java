package io.evently;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.routes.Eventually;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code mvn -Protate-key}, on the embedded server: beside a running Evently, and while none runs. */
class RotateMasterKeyTest {

    @TempDir
    private Path folder;

    private final List<String> said = new ArrayList<>();

    @Test
    void theKeyIsChangedWhileEventlyRunsAndWhileItDoesNot() throws Exception {
        Settings settings = Settings.of(ConfigFactory.parseMap(Map.of(
                        "evently.data-dir", folder.toString(),
                        "evently.http.port", "0",
                        "evently.warm-up.bookings", "0",
                        "evently.admin.password", "correct horse battery staple"))
                .withFallback(ConfigFactory.defaultApplication()));
        Path file = folder.resolve("master.key");
        Node node = Node.start(settings);
        String first = Files.readString(file);

        RotateMasterKey.run(settings, said::add);

        String second = Files.readString(file);
        assertThat(second).hasLineCount(1).isNotEqualTo(first);
        assertThat(said).last().asString().contains("no other one opens anything");
        Eventually.holds(() -> assertThat(metrics(node))
                .containsPattern("evently_security_events_total\\{kind=\"master-key\",outcome=\"ok\"} [1-9]"));
        node.stop();

        RotateMasterKey.run(settings, said::add);

        String third = Files.readString(file);
        assertThat(third).hasLineCount(1).isNotEqualTo(second);
        Node.start(settings).stop();
    }

    private static String metrics(Node node) {
        URI uri = URI.create("http://127.0.0.1:" + node.address().getPort() + "/metrics");
        try (InputStream answer = uri.toURL().openStream()) {
            return new String(answer.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
