package io.evently.crypto;

import io.evently.database.StartupRefused;
import io.evently.database.backup.KeyUnwrapping;
import io.evently.tables.WrappedKey;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;

/** The master key that a restore finds: it is read when it is first needed, and never made. For one thread. */
public final class MasterKeyAtHand implements KeyUnwrapping {

    private final Path file;
    private final Supplier<MasterKey> reading;
    private MasterKey read;

    /**
     * That in the file the operator gives, or else in the data folder.
     *
     * @param given the file that EVENTLY_MASTER_KEY_FILE names
     */
    public MasterKeyAtHand(Optional<Path> given, Path dataFolder) {
        this.file = given.orElseGet(() -> MasterKeyFile.inFolder(dataFolder));
        this.reading = given.isPresent() ? () -> MasterKeyFile.given(file) : () -> existingIn(dataFolder);
    }

    private static MasterKey existingIn(Path dataFolder) {
        if (!Files.exists(MasterKeyFile.inFolder(dataFolder))) {
            throw new StartupRefused(
                    "There is no master key in " + dataFolder + ", and without it nobody opens the keys of"
                            + " a backup. Put master.key there, or name its file by EVENTLY_MASTER_KEY_FILE.");
        }
        return MasterKeyFile.keptIn(dataFolder);
    }

    /** What {@link #source} says, once a key was tried; else empty. */
    public Optional<String> used() {
        return read == null ? Optional.empty() : Optional.of(source());
    }

    private MasterKey masterKey() {
        if (read == null) {
            read = reading.get();
        }
        return read;
    }

    @Override
    public String source() {
        return file + ", version " + String.join(" and ", masterKey().versions());
    }

    @Override
    public String kept(String version) {
        return new OldMasterKeys(file).fileOf(version).toString();
    }

    @Override
    public boolean opens(UUID userId, WrappedKey key) {
        return opens(() -> UserKey.unwrap(userId, key, masterKey()));
    }

    @Override
    public boolean opens(String purpose, int version, WrappedKey key) {
        return opens(() -> ServiceKeyStore.open(purpose, version, key, masterKey()));
    }

    private static boolean opens(Runnable opening) {
        try {
            opening.run();
            return true;
        } catch (UnreadableException e) {
            return false;
        }
    }
}
