package io.evently.database.backup;

import java.util.Locale;

/** What a backup holds. Data without keys tell of nobody; keys without data neither. */
public enum BackupKind {

    /** All tables of the four databases but those of the schema {@code keys}. */
    DATA,

    /** The schema {@code keys} alone: users' keys, service keys, and the list of the forgotten. */
    KEYS;

    /** The schema that is kept apart. */
    static final String KEYS_SCHEMA = "keys";

    /** As it stands in names of folders and in manifests. */
    String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
