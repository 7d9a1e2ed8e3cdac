package io.evently;

import com.typesafe.config.ConfigFactory;
import io.evently.database.embedded.EmbeddedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Two nodes of one cluster, patient and without rate limits as {@link RunningNode}. */
public final class TwoRunningNodes implements AutoCloseable {

    private final List<String> urls;
    private final Node first;
    private final Node second;

    /**
     * @param databases names theirs
     * @param folder empty, for the master key
     */
    public TwoRunningNodes(String databases, Path folder, String jwtSecret) {
        urls = EmbeddedServer.temporary().databases(databases);
        try {
            Files.writeString(folder.resolve("master.key"), Base64.getEncoder().encodeToString(new byte[32]));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        int one = FreePort.find();
        int other = FreePort.find();
        String seeds = "127.0.0.1:" + one + ",127.0.0.1:" + other;
        first = Node.start(settings(folder, jwtSecret, one, seeds));
        second = Node.start(settings(folder, jwtSecret, other, seeds));
    }

    private Settings settings(Path folder, String jwtSecret, int port, String seeds) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "evently.data-dir",
                folder.resolve("node-" + port).toString(),
                "evently.security.jwt-secret",
                jwtSecret,
                "evently.security.master-key-file",
                folder.resolve("master.key").toString(),
                "evently.admin.password",
                "the admin of the tests",
                "evently.cluster.port",
                port,
                "evently.cluster.seed-nodes",
                seeds,
                "evently.cluster.drain-time",
                "0s"));
        // The databases are a superuser's: this is not about roles.
        settings.put("evently.database.allow-unsafe", true);
        for (int shard = 0; shard < urls.size(); shard++) {
            settings.put("evently.database.shard-" + shard + "-url", urls.get(shard));
        }
        return Settings.of(ConfigFactory.parseMap(settings)
                .withFallback(ConfigFactory.parseString(RunningNode.FOR_TESTS))
                .withFallback(ConfigFactory.defaultApplication()));
    }

    /** JDBC URLs of the four databases. */
    public List<String> databases() {
        return urls;
    }

    public String firstAddress() {
        return address(first);
    }

    public String secondAddress() {
        return address(second);
    }

    private static String address(Node node) {
        return "http://127.0.0.1:" + node.address().getPort();
    }

    @Override
    public void close() {
        second.stop();
        first.stop();
    }
}
