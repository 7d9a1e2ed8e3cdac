package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.routes.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two nodes, one of which loses its way to a database that the other one reaches. */
class WorseOffTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    @Test
    void aNodeThatReachesLessThanAnotherLeavesAndTheOtherStays() throws Exception {
        List<String> urls = EmbeddedServer.temporary().databases("worse_off");
        int databasePort = URI.create(urls.get(2).substring("jdbc:".length())).getPort();
        Files.writeString(folder.resolve("master.key"), Base64.getEncoder().encodeToString(new byte[32]));
        int first = FreePort.find();
        int second = FreePort.find();
        String seeds = "127.0.0.1:" + first + ",127.0.0.1:" + second;

        CutLine line = new CutLine(databasePort);
        List<String> byLine = new ArrayList<>(urls);
        byLine.set(2, urls.get(2).replace(":" + databasePort + "/", ":" + line.port() + "/"));
        Node stays = Node.start(settings(urls, first, seeds));
        Node leaves = Node.start(settings(byLine, second, seeds));
        Eventually.until(() -> ready(stays).statusCode() == 200 && ready(leaves).statusCode() == 200);

        line.close();

        Eventually.until(() -> ready(leaves).body().contains("database 2 is out of reach of this node only"));
        assertThat(ready(leaves).statusCode()).isEqualTo(503);
        assertThat(ready(stays).statusCode()).isEqualTo(200);
        CompletableFuture<Optional<String>> end = CompletableFuture.supplyAsync(leaves::awaitEnd);
        assertThat(Eventually.answer(end)).contains("it did not reach database 2, which other nodes reach");
        assertThat(ready(stays).statusCode()).isEqualTo(200);
        leaves.stop();
        stays.stop();
    }

    private Settings settings(List<String> urls, int port, String seeds) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "evently.http.port",
                0,
                "evently.security.jwt-secret",
                "a secret of the tests, long enough!!",
                "evently.security.master-key-file",
                folder.resolve("master.key").toString(),
                "evently.admin.password",
                "the admin of the tests",
                "evently.cluster.port",
                port,
                "evently.cluster.seed-nodes",
                seeds,
                "evently.cluster.drain-time",
                "0s",
                "evently.cluster.worse-off-tolerated",
                "5s",
                "evently.warm-up.bookings",
                0));
        // The databases are a superuser's: this is not about roles.
        settings.put("evently.database.allow-unsafe", true);
        for (int shard = 0; shard < urls.size(); shard++) {
            settings.put("evently.database.shard-" + shard + "-url", urls.get(shard));
        }
        return Settings.of(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()));
    }

    private static HttpResponse<String> ready(Node node) {
        URI uri = URI.create("http://127.0.0.1:" + node.address().getPort() + "/health/ready");
        return Eventually.answer(CLIENT.sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()));
    }
}
