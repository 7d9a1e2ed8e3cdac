package io.evently;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import io.evently.database.DatabaseRoles;
import io.evently.database.StartupRefused;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Where the four databases are, and little else: whoever backs them up needs neither the tokens' secret nor the master key.
 *
 * @param dataDir of the embedded server
 * @param shardUrls four JDBC URLs without passwords, or none for the embedded server
 * @param masterKeyFile for whom needs the master key; empty: it is in the data folder, if anywhere
 */
record MaintenanceSettings(Path dataDir, List<String> shardUrls, Optional<Path> masterKeyFile) {

    /** @throws StartupRefused with a sentence for the operator */
    static MaintenanceSettings load() {
        try {
            Config evently =
                    ConfigFactory.load(ConfigFactory.defaultApplication()).getConfig("evently");
            return new MaintenanceSettings(
                    Settings.dataDir(evently), Settings.shardUrls(evently), Settings.masterKeyFile(evently));
        } catch (ConfigException unreadable) {
            throw new StartupRefused("A setting cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    /** With the owner's URLs: on the server of the Evently that holds the data folder, or on one of our own. */
    <T> T whileRunning(Function<List<String>, T> work) {
        if (!shardUrls.isEmpty()) {
            return work.apply(owners());
        }
        DataFolder folder;
        try {
            folder = DataFolder.claim(dataDir);
        } catch (StartupRefused taken) {
            return work.apply(EmbeddedServer.ownerUrlsOfRunning(dataDir));
        }
        return work(folder, work);
    }

    /**
     * The same, with no Evently on that data folder.
     *
     * @throws StartupRefused if one runs there
     */
    <T> T whileStopped(Function<List<String>, T> work) {
        return shardUrls.isEmpty() ? work(DataFolder.claim(dataDir), work) : work.apply(owners());
    }

    private List<String> owners() {
        return DatabaseRoles.find(shardUrls, List.of(), true).owner();
    }

    private static <T> T work(DataFolder claimed, Function<List<String>, T> work) {
        try (claimed;
                EmbeddedServer server = EmbeddedServer.start(claimed)) {
            return work.apply(server.ownerUrls());
        }
    }
}
