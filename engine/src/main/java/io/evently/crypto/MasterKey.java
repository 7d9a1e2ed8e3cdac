package io.evently.crypto;

import io.evently.database.StartupRefused;
import io.evently.tables.WrappedKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.function.Predicate;

/**
 * What guards all other keys: it wraps them, and encrypts nothing else. By default it is in a file; a key management
 * service can stand for it. It has versions, so that it can be changed while Evently runs: the current one wraps, and all
 * that are known unwrap.
 *
 * <p>{@link #wrap} and {@link #unwrap} may ask over a network, so they are called only where blocking is allowed. Thread-safe.
 *
 * <p>Losing it loses every name and address for good.
 */
public interface MasterKey {

    /**
     * The key in a file the operator gives (EVENTLY_MASTER_KEY_FILE).
     *
     * @throws StartupRefused if the file is missing or holds anything but up to five keys, one a line, of 32 bytes each as
     *     base64 text: a new key in place of a mistyped path would make everybody's data unreadable
     */
    static MasterKey in(Path file) {
        return MasterKeyFile.given(file);
    }

    /**
     * The key kept in the data folder, made there at first start.
     *
     * @throws StartupRefused if the file holds anything but keys
     */
    static MasterKey keptIn(Path dataFolder) {
        return MasterKeyFile.keptIn(dataFolder);
    }

    /** The version that wraps now: a short name that tells nothing of the key. */
    String currentVersion();

    /** All versions that can be unwrapped, the current one first. */
    List<String> versions();

    /**
     * Wraps with the current version.
     *
     * @param context is needed again to unwrap: the key of one user is not that of another
     */
    WrappedKey wrap(byte[] key, byte[] context);

    /** @throws UnreadableException if no version known here wrapped it, or not for this context */
    byte[] unwrap(WrappedKey wrapped, byte[] context);

    /**
     * Looks whether there are other versions by now. Called every few seconds; never fails.
     *
     * @param fits whether a key opens what is in the databases: without that none replaces one that does
     */
    default void refresh(Predicate<MasterKey> fits) {}

    /** 32 bytes to begin with, for a purpose that never had a key: random, unless it was served without one before. */
    default byte[] firstKeyFor(Purpose purpose) {
        return randomKey();
    }

    /** 32 bytes. */
    static byte[] randomKey() {
        byte[] key = new byte[SecretFile.BYTES];
        new SecureRandom().nextBytes(key);
        return key;
    }
}
