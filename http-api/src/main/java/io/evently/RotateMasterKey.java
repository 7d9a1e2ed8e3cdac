package io.evently;

import io.evently.crypto.MasterKeyRotation;
import io.evently.crypto.RotationPaused;
import io.evently.database.StartupRefused;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * {@code mvn -Protate-key}: changes the master key, in the file that EVENTLY_MASTER_KEY_FILE names or in the data folder,
 * and wraps all keys anew, while Evently runs or while it does not. Broken off, it goes on from there when it is called again.
 */
public final class RotateMasterKey {

    /** Nodes look at the file every five seconds; one that died is waited for half a minute. */
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private RotateMasterKey() {}

    public static void main(String[] args) throws SQLException {
        try {
            run(Settings.load(), System.out::println);
        } catch (RotationPaused | StartupRefused paused) {
            System.err.println("The master key is not changed yet: " + paused.getMessage());
            System.exit(1);
        }
    }

    /** @param says told what was done */
    static void run(Settings settings, Consumer<String> says) throws SQLException {
        Path file = settings.masterKeyFile().orElseGet(() -> MasterKeyRotation.fileIn(settings.dataDir()));
        DatabaseCommand.run(settings, shards -> new MasterKeyRotation(shards, file, PATIENCE, says).run());
    }
}
