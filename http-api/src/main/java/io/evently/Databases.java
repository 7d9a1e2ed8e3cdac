package io.evently;

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

/** The four databases of this node, checked and migrated; with the embedded server under them unless others are given. */
final class Databases implements AutoCloseable {

    private static final String RESET = "mvn -Prebuild";

    private final DataFolder folder;
    private final EmbeddedServer embedded;
    private final List<String> urls;
    private final Shards shards;

    private Databases(DataFolder folder, EmbeddedServer embedded, List<String> urls) {
        this.folder = folder;
        this.embedded = embedded;
        this.urls = urls;
        this.shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
    }

    /** @throws io.evently.database.StartupRefused if a database is not to be relied on, or the data folder is in use */
    static Databases open(Settings settings) {
        DataFolder folder = settings.needsDataFolder() ? DataFolder.claim(settings.dataDir()) : null;
        EmbeddedServer embedded =
                settings.usesEmbeddedServer() ? EmbeddedServer.start(folder, settings.embeddedPort()) : null;
        try {
            List<String> urls = embedded == null ? settings.shardUrls() : embedded.applicationUrls();
            Durability.require(urls, settings.allowUnsafeDatabase());
            List<String> owners = embedded == null ? urls : embedded.ownerUrls();
            UnfinishedRestore.none(owners);
            Migrations.migrate(owners);
            UnfinishedRestore.keysMustBeThere(owners);
            JournalEpoch.require(urls, RESET);
            if (embedded != null) {
                embedded.keepRunning();
            }
            return new Databases(folder, embedded, urls);
        } catch (RuntimeException refused) {
            if (embedded != null) {
                embedded.close();
            }
            if (folder != null) {
                folder.close();
            }
            throw refused;
        }
    }

    /** JDBC URLs, without passwords. */
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

    @Override
    public void close() {
        shards.close();
        if (embedded != null) {
            embedded.close();
        }
        if (folder != null) {
            folder.close();
        }
    }
}
