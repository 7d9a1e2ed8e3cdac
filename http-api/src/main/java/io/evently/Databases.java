package io.evently;

import io.evently.crypto.MasterKey;
import io.evently.crypto.MasterKeyCheck;
import io.evently.database.DatabaseRoles;
import io.evently.database.DatabaseUrl;
import io.evently.database.Durability;
import io.evently.database.JournalEpoch;
import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.backup.UnfinishedRestore;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;

/**
 * The four databases of this node, checked and migrated, and the master key that opens the keys in them; with the embedded
 * server under them unless others are given.
 */
final class Databases implements AutoCloseable {

    private static final String RESET = "mvn -Prebuild";

    private final DataFolder folder;
    private final EmbeddedServer embedded;
    private final List<String> urls;
    private final Shards shards;
    private final MasterKey masterKey;

    private Databases(
            DataFolder folder, EmbeddedServer embedded, List<String> urls, Shards shards, MasterKey masterKey) {
        this.folder = folder;
        this.embedded = embedded;
        this.urls = urls;
        this.shards = shards;
        this.masterKey = masterKey;
    }

    /**
     * Opens all of it, or nothing.
     *
     * @throws io.evently.database.StartupRefused if a database is not to be relied on, the data folder is in use, or the
     *     master key does not fit
     */
    static Databases open(Settings settings) {
        DataFolder folder = settings.needsDataFolder() ? DataFolder.claim(settings.dataDir()) : null;
        EmbeddedServer embedded =
                settings.usesEmbeddedServer() ? EmbeddedServer.start(folder, settings.embeddedPort()) : null;
        Shards shards = null;
        try {
            Durability.require(
                    embedded == null ? settings.shardUrls() : embedded.applicationUrls(),
                    settings.allowUnsafeDatabase());
            DatabaseRoles roles = embedded == null ? settings.databaseRoles() : embedded.roles();
            UnfinishedRestore.none(roles.owner());
            Migrations.migrate(roles.owner());
            UnfinishedRestore.keysMustBeThere(roles.owner());
            roles.mustHold();
            JournalEpoch.require(roles.background(), RESET);
            if (embedded != null) {
                embedded.keepRunning();
            }
            shards = Shards.open(roles.background(), roles.requests(), Shards.PoolSizes.DEFAULT);
            MasterKey masterKey =
                    settings.masterKeyFile().map(MasterKey::in).orElseGet(() -> MasterKey.keptIn(folder.path()));
            MasterKeyCheck.mustFit(shards, masterKey);
            return new Databases(folder, embedded, roles.background(), shards, masterKey);
        } catch (RuntimeException refused) {
            close(shards, embedded, folder);
            throw refused;
        }
    }

    /** Null: it was not opened. */
    private static void close(Shards shards, EmbeddedServer embedded, DataFolder folder) {
        if (shards != null) {
            shards.close();
        }
        if (embedded != null) {
            embedded.close();
        }
        if (folder != null) {
            folder.close();
        }
    }

    /** JDBC URLs of journal and background, without passwords. */
    List<String> urls() {
        return urls;
    }

    String shown() {
        return embedded == null
                ? String.join(", ", urls.stream().map(DatabaseUrl::shown).toList())
                : embedded.psql();
    }

    Shards shards() {
        return shards;
    }

    /** The folder of this node, for the secrets that nobody gave. */
    Path folder() {
        return folder.path();
    }

    MasterKey masterKey() {
        return masterKey;
    }

    @Override
    public void close() {
        close(shards, embedded, folder);
    }
}
