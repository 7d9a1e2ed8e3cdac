package io.evently;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.database.StartupRefused;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A node that cannot open the keys there are says so at once. */
class WrongMasterKeyTest {

    @TempDir
    private Path folder;

    @Test
    void aWrongMasterKeyIsRefusedBeforeTheWarmUp() throws Exception {
        Node.start(settings("0")).stop();
        Path key = folder.resolve("master.key");
        Path right = Files.move(key, folder.resolve("right.key"));

        // A warm-up that is reached complains of such a number, and not of the key that was made in place of the right
        // one.
        assertThatThrownBy(() -> Node.start(settings("not reached")))
                .isInstanceOf(StartupRefused.class)
                .hasMessageContaining("The master key is not the one");

        Files.move(right, key, StandardCopyOption.REPLACE_EXISTING);
        // The folder and its PostgreSQL were given free.
        Node.start(settings("0")).stop();
    }

    private Settings settings(String bookings) {
        return Settings.of(ConfigFactory.parseMap(Map.of(
                        "evently.data-dir",
                        folder.toString(),
                        "evently.http.port",
                        "0",
                        "evently.warm-up.bookings",
                        bookings,
                        "evently.admin.password",
                        "correct horse battery staple"))
                .withFallback(ConfigFactory.defaultApplication()));
    }
}
