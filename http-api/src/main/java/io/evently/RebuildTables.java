package io.evently;

import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.database.backup.UnfinishedRestore;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.projection.Rebuild;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/**
 * {@code mvn -Prebuild}: makes the tables of all four databases anew from their journals, while Evently runs or while it
 * does not.
 */
public final class RebuildTables {

    private RebuildTables() {}

    public static void main(String[] args) throws SQLException {
        try {
            Settings settings = Settings.load();
            if (settings.usesEmbeddedServer()) {
                rebuildEmbedded(settings.dataDir());
            } else {
                rebuild(settings.shardUrls());
            }
            System.out.println("The tables are made anew.");
        } catch (StartupRefused refused) {
            System.err.println("The tables were not touched: " + refused.getMessage());
            System.exit(1);
        }
    }

    /** On the server of the Evently that holds the folder, or on one of our own if none does. */
    private static void rebuildEmbedded(Path dataDir) throws SQLException {
        DataFolder folder;
        try {
            folder = DataFolder.claim(dataDir);
        } catch (StartupRefused taken) {
            rebuild(EmbeddedServer.ownerUrlsOfRunning(dataDir));
            return;
        }
        try (folder;
                EmbeddedServer server = EmbeddedServer.start(folder)) {
            rebuild(server.ownerUrls());
        }
    }

    private static void rebuild(List<String> urls) throws SQLException {
        UnfinishedRestore.none(urls);
        Migrations.migrate(urls);
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            Rebuild.run(shards);
        }
    }
}
