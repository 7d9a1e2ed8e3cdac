package io.evently;

import io.evently.database.DatabaseUrl;
import io.evently.database.StartupRefused;
import io.evently.database.embedded.DataFolder;
import io.evently.database.embedded.EmbeddedServer;
import java.util.concurrent.CountDownLatch;

/**
 * Only the embedded PostgreSQL with its four databases, for several nodes on one machine: a process of its own, in the
 * foreground until it is told to stop, that starts the server again when it dies. Nodes connect as its databases' owner,
 * {@code evently_owner}, whose password is in the file {@code evently_owner.password} of the data folder.
 */
public final class DatabaseMain {

    private DatabaseMain() {}

    public static void main(String[] args) throws InterruptedException {
        try {
            Settings settings = Settings.load();
            DataFolder folder = DataFolder.claim(settings.dataDir());
            EmbeddedServer server = EmbeddedServer.start(folder, settings.embeddedPort());
            Runtime.getRuntime()
                    .addShutdownHook(new Thread(
                            () -> {
                                server.close();
                                folder.close();
                            },
                            "end-database"));
            server.keepRunning();
            server.ownerUrls().forEach(url -> System.out.println("ready: " + DatabaseUrl.shown(url)));
            new CountDownLatch(1).await();
        } catch (StartupRefused refused) {
            System.err.println("The database did not start: " + refused.getMessage());
            System.exit(1);
        }
    }
}
