package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.routes.Eventually;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are told where to look, and not whom to join, find each other: as in Kubernetes, by Pekko's bootstrap. */
class DiscoveryTest {

    private static final String SECRET = "a secret of the tests, long enough!!";

    @TempDir
    private Path folder;

    @Test
    void nodesThatSeeEachOtherFormOneCluster() throws Exception {
        List<String> urls = EmbeddedServer.temporary().databases("discovery");
        Path key = folder.resolve("master.key");
        Files.writeString(key, Base64.getEncoder().encodeToString(new byte[32]));
        List<Integer> ports =
                Stream.generate(FreePort::find).distinct().limit(2).toList();

        List<CompletableFuture<Node>> starting = ports.stream()
                .map(port -> CompletableFuture.supplyAsync(
                        () -> Node.start(settings(urls, key, port, ports)),
                        start -> new Thread(start, "start-" + port).start()))
                .toList();
        List<Node> nodes = starting.stream().map(Eventually::answer).toList();

        for (Node node : nodes) {
            Eventually.holds(() -> assertThat(metrics(node)).contains("evently_cluster_members{status=\"up\"} 2.0"));
        }
        nodes.forEach(Node::stop);
    }

    private static Settings settings(List<String> urls, Path key, int port, List<Integer> ports) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "evently.http.port",
                0,
                "evently.security.jwt-secret",
                SECRET,
                "evently.security.master-key-file",
                key.toString(),
                "evently.admin.password",
                "the admin of the tests",
                "evently.cluster.discovery",
                "config",
                "evently.cluster.management-port",
                port,
                "evently.cluster.drain-time",
                "0s",
                "evently.warm-up.bookings",
                20,
                "pekko.discovery.config.services.evently.endpoints",
                ports.stream()
                        .map(each -> Map.of("host", "127.0.0.1", "port", each))
                        .toList()));
        // The databases are a superuser's: this is not about roles.
        settings.put("evently.database.allow-unsafe", true);
        IntStream.range(0, urls.size())
                .forEach(shard -> settings.put("evently.database.shard-" + shard + "-url", urls.get(shard)));
        return Settings.of(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()));
    }

    private static String metrics(Node node) {
        URI uri = URI.create("http://127.0.0.1:" + node.address().getPort() + "/metrics");
        return Eventually.answer(HttpClient.newHttpClient()
                        .sendAsync(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString()))
                .body();
    }
}
