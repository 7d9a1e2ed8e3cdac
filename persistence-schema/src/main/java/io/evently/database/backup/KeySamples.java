package io.evently.database.backup;

import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.tables.WrappedKey;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * Tries the master key on a backup of keys, one of each of its versions from each table: what it does not open nobody could
 * ever read again, and a restore would have put it in the place of what can be read.
 */
final class KeySamples {

    private static final String USERS = "keys.user_keys";

    private static final String OWN = "keys.service_keys";

    private final Path backup;
    private final Manifest manifest;
    /** Versions; what wrapped a key before there were any has no name. */
    private final Set<String> unopened = new TreeSet<>();

    private KeySamples(Path backup, Manifest manifest) {
        this.backup = backup;
        this.manifest = manifest;
    }

    /** @throws StartupRefused naming the versions that are not opened */
    static void mustOpen(Path backup, Manifest manifest, KeyUnwrapping masterKey) {
        KeySamples samples = new KeySamples(backup, manifest);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            samples.tryEachVersion(shard, USERS, row -> masterKey.opens(row.id("user_id"), key(row)));
            samples.tryEachVersion(
                    shard,
                    OWN,
                    row -> masterKey.opens(row.text("purpose"), Integer.parseInt(row.text("version")), key(row)));
        }
        if (!samples.unopened.isEmpty()) {
            throw new StartupRefused("The master key (" + masterKey.source() + ") does not open the keys in "
                    + backup.getFileName() + ", which were wrapped by " + samples.wrappedBy()
                    + ". Bring the master key of that time (EVENTLY_MASTER_KEY_FILE names its file), or keys that were"
                    + " backed up after it was changed. -Protate-key keeps old ones where it works, so it may be in "
                    + samples.kept(masterKey) + ".");
        }
    }

    private String wrappedBy() {
        return unopened.stream()
                .map(version -> version.isEmpty() ? "one from before there were versions" : "version " + version)
                .collect(Collectors.joining(" and "));
    }

    private String kept(KeyUnwrapping masterKey) {
        return unopened.stream()
                .map(version -> masterKey.kept(version.isEmpty() ? "<version>" : version))
                .collect(Collectors.joining(" or "));
    }

    private void tryEachVersion(int shard, String table, Predicate<CopiedRows> opens) {
        Set<String> tried = new HashSet<>();
        CopiedRows.each(backup, manifest, shard, table, row -> {
            String version = row.text("master_version");
            if (tried.add(version) && !opens.test(row)) {
                unopened.add(version == null ? "" : version);
            }
        });
    }

    private static WrappedKey key(CopiedRows row) {
        return new WrappedKey(row.bytes("wrapped_key"), row.text("master_version"));
    }
}
