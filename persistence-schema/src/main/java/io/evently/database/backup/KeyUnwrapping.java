package io.evently.database.backup;

import io.evently.tables.WrappedKey;
import java.util.UUID;

/** Tries the master key that Evently will have after a restore; what keys are made of is not known here. */
public interface KeyUnwrapping {

    /** The file of the master key and the versions in it, for operators; it tells nothing of the key. */
    String source();

    /** The file in which a change of the master key keeps the one of before, for operators. */
    String kept(String version);

    /**
     * Whether it opens the key of a user.
     *
     * @throws io.evently.database.StartupRefused if there is no master key
     */
    boolean opens(UUID userId, WrappedKey key);

    /**
     * Whether it opens a key of Evently itself.
     *
     * @param version of this purpose's keys
     * @throws io.evently.database.StartupRefused if there is no master key
     */
    boolean opens(String purpose, int version, WrappedKey key);
}
