package io.evently.database.backup;

import io.evently.database.StartupRefused;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * Which backups come back: data of any age, with the newest keys and no others. Older keys may be those of people who
 * were forgotten since.
 *
 * @param forgotten who is named by any backup of keys in the folder, or by the operator
 */
record RestoreChoice(
        BackupName data, Manifest dataManifest, BackupName keys, Manifest keysManifest, ForgottenList forgotten) {

    /**
     * Reads all of them once.
     *
     * @throws StartupRefused if they are not there, not whole, or do not belong together
     */
    static RestoreChoice of(BackupFolder folder, Optional<String> data, Optional<String> keys, Optional<Path> named) {
        BackupName chosen = data.map(name -> existing(folder, BackupKind.DATA, name))
                .or(() -> folder.newest(BackupKind.DATA))
                .orElseThrow(() -> new StartupRefused("There is no backup of data in the folder."));
        BackupName newest = newestKeys(folder);
        keys.map(name -> existing(folder, BackupKind.KEYS, name))
                .filter(wanted -> !wanted.equals(newest))
                .ifPresent(older -> {
                    throw new StartupRefused("There are newer keys than " + older + ": " + newest
                            + ". The older ones may be those of people who were forgotten since.");
                });
        if (newest.taken().isBefore(chosen.taken())) {
            throw new StartupRefused("The newest keys, " + newest + ", are older than " + chosen
                    + ": who registered between the two could never be read again. Bring the keys that were backed up with"
                    + " the data, or after, or choose older data.");
        }
        Checksums.mustHold(folder.of(chosen));
        ForgottenList forgotten = list(folder, named);
        return new RestoreChoice(
                chosen, Manifest.read(folder.of(chosen)), newest, Manifest.read(folder.of(newest)), forgotten);
    }

    private static BackupName newestKeys(BackupFolder folder) {
        return folder.newest(BackupKind.KEYS)
                .orElseThrow(() -> new StartupRefused("There is no backup of keys in the folder."));
    }

    private static BackupName existing(BackupFolder folder, BackupKind kind, String name) {
        return BackupName.parse(name)
                .filter(found -> found.kind() == kind && folder.all(kind).contains(found))
                .orElseThrow(() -> new StartupRefused(
                        "There is no backup of " + kind.label() + " called " + name + " in the folder."));
    }

    /** Whom all backups of keys in the folder, and the file, tell to forget. */
    static ForgottenList list(BackupFolder folder, Optional<Path> named) {
        ForgottenList forgotten = new ForgottenList();
        List<BackupName> all = folder.all(BackupKind.KEYS);
        for (BackupName keys : all) {
            Checksums.mustHold(folder.of(keys));
            forgotten.addFrom(folder.of(keys), Manifest.read(folder.of(keys)));
        }
        named.ifPresent(forgotten::addFrom);
        return forgotten;
    }
}
