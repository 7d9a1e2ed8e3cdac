package io.evently;

import io.evently.crypto.BlindIndexRotation;
import io.evently.crypto.MasterKey;
import io.evently.crypto.MasterKeyRotation;
import io.evently.crypto.RotationPaused;
import io.evently.database.StartupRefused;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;

/**
 * {@code mvn -Protate-index}: changes the key by which e-mail addresses are found, while Evently runs. Broken off, it goes
 * on from there when it is called again.
 */
public final class RotateBlindIndex {

    /** A batch of users takes less than a second; a node that died is waited for half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private RotateBlindIndex() {}

    public static void main(String[] args) throws SQLException {
        try {
            Settings settings = Settings.load();
            Path file = settings.masterKeyFile().orElseGet(() -> MasterKeyRotation.fileIn(settings.dataDir()));
            DatabaseCommand.run(
                    settings,
                    shards -> new BlindIndexRotation(shards, MasterKey.in(file), PATIENCE, System.out::println).run());
        } catch (RotationPaused | StartupRefused paused) {
            System.err.println("The key of the blind index is not changed yet: " + paused.getMessage());
            System.exit(1);
        }
    }
}
