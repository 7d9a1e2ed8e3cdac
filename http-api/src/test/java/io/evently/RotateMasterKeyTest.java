package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
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
        node.stop();

        RotateMasterKey.run(settings, said::add);

        String third = Files.readString(file);
        assertThat(third).hasLineCount(1).isNotEqualTo(second);
        Node.start(settings).stop();
    }
}
