package io.evently;

import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;

/** What a command does to the four databases, while Evently runs or while it does not. */
interface DatabaseCommand {

    void run(Shards shards) throws SQLException;

    /**
     * On the databases that the operator names; else on the server of the Evently that holds the data folder, or on one of
     * our own if none does.
     *
     * @throws StartupRefused with a sentence for the operator
     */
    static void run(Settings settings, DatabaseCommand command) throws SQLException {
        if (settings.usesEmbeddedServer()) {
            runEmbedded(settings.dataDir(), command);
        } else {
            run(settings.shardUrls(), command);
        }
    }

    private static void runEmbedded(Path dataDir, DatabaseCommand command) throws SQLException {
        DataFolder folder;
        try {
            folder = DataFolder.claim(dataDir);
        } catch (StartupRefused taken) {
            run(EmbeddedServer.ownerUrlsOfRunning(dataDir), command);
            return;
        }
        try (folder;
                EmbeddedServer server = EmbeddedServer.start(folder)) {
            run(server.ownerUrls(), command);
        }
    }

    private static void run(List<String> urls, DatabaseCommand command) throws SQLException {
        Migrations.migrate(urls);
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            command.run(shards);
        }
    }
}
