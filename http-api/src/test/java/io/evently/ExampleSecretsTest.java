package io.evently;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.database.StartupRefused;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.Yaml;

/** Nobody runs with the secrets that everybody can read in our repository. */
class ExampleSecretsTest {

    private static final Path EXAMPLE = Path.of(System.getProperty("basedir", ""))
            .toAbsolutePath()
            .resolveSibling("cluster-config/kubernetes/secret.example.yaml");

    @TempDir
    private Path folder;

    private final Map<String, String> examples = new HashMap<>();

    @BeforeEach
    void read() throws IOException {
        for (Object document : new Yaml().loadAll(Files.readString(EXAMPLE))) {
            Map<?, ?> secret = (Map<?, ?>) document;
            ((Map<?, ?>) secret.get("stringData"))
                    .forEach((name, value) -> examples.put(name.toString(), value.toString()));
        }
    }

    @Test
    void theSecretOfTokensIsRefused() {
        assertRefused("evently.security.jwt-secret", examples.get("jwt.secret"), "EVENTLY_JWT_SECRET");
    }

    @Test
    void theAdminsPasswordIsRefused() {
        assertRefused("evently.admin.password", examples.get("admin.password"), "EVENTLY_ADMIN_PASSWORD");
    }

    @Test
    void theMasterKeyIsRefused() throws IOException {
        Path file = Files.writeString(folder.resolve("master.key"), examples.get("master.key"));
        assertRefused("evently.security.master-key-file", file.toString(), "no master key");
    }

    private static void assertRefused(String key, String example, String reason) {
        assertThatThrownBy(() -> Settings.of(
                        ConfigFactory.parseMap(Map.of(key, example)).withFallback(ConfigFactory.defaultApplication())))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining(reason);
    }
}
