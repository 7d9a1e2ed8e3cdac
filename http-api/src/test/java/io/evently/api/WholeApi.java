package io.evently.api;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.attempt.AttemptLog;
import io.evently.crypto.MasterKey;
import io.evently.database.BoundedThreads;
import io.evently.database.EmbeddedServer;
import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.entity.EntitySettings;
import io.evently.entity.Events;
import io.evently.entity.NodeClock;
import io.evently.http.DocsEndpoints;
import io.evently.http.Endpoint;
import io.evently.http.HealthEndpoints;
import io.evently.http.HttpServer;
import io.evently.http.HttpSettings;
import io.evently.http.MetricsEndpoint;
import io.evently.http.Principal;
import io.evently.http.RawClient;
import io.evently.http.RawClient.Answer;
import io.evently.http.Role;
import io.evently.http.Tokens;
import io.evently.projection.Projections;
import io.evently.tables.Lists;
import io.evently.user.Users;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Everything a node serves, over real HTTP and on a real PostgreSQL; one for all tests that ask for it. */
final class WholeApi implements AutoCloseable {

    static final String SECRET = "a secret of the tests, long enough!!";

    final Tokens tokens = new Tokens(SECRET, Clock.systemUTC());
    final String admin = bearer(UUID.randomUUID(), Role.ADMIN);

    private final EmbeddedServer server = EmbeddedServer.temporary();
    private final List<String> urls = server.databases("whole_api");
    private final ActorSystem<Void> system;
    private final AttemptLog attempts;
    private final Shards shards;
    private final int port;

    private WholeApi() throws Exception {
        Migrations.migrate(urls);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        Config config = config(urls);
        system = ActorSystem.create(Behaviors.empty(), "evently", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        PrometheusMeterRegistry metrics = MetricsEndpoint.registry();
        NodeClock clock = NodeClock.system(metrics);
        Path keys = Files.createTempDirectory("evently-keys-");
        Events events = new Events(system, EntitySettings.from(config.getConfig("evently.engine")), clock, metrics);
        Users users = Users.start(system, shards, MasterKey.keptIn(keys), clock);
        Projections.start(system, shards, metrics);
        attempts = new AttemptLog(shards, metrics);
        Lists lists = new Lists(shards, new BoundedThreads("lists", 4, 100));
        List<Endpoint> endpoints = new ArrayList<>();
        endpoints.addAll(new EventRoutes(events).endpoints());
        endpoints.addAll(new EventLists(events, lists).endpoints());
        endpoints.addAll(new StreamRoute(system, events).endpoints());
        endpoints.addAll(new BookingRoutes(events, lists, attempts).endpoints());
        endpoints.addAll(new UserRoutes(users, tokens, Duration.ofHours(1)).endpoints());
        endpoints.addAll(new InsightRoutes(events, lists).endpoints());
        endpoints.addAll(new ClusterRoutes(system, events, lists).endpoints());
        endpoints.addAll(HealthEndpoints.of(List.of()));
        endpoints.add(MetricsEndpoint.of(metrics));
        endpoints.addAll(DocsEndpoints.all());
        port = HttpServer.start(system, HttpSettings.of(config), tokens, endpoints, metrics)
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES)
                .address()
                .getPort();
    }

    /** The header of a user nobody has registered, which is enough for everything but {@code /v1/users}. */
    String bearer(UUID userId, Role role) {
        return "Authorization: Bearer " + tokens.issue(new Principal(userId, role), Duration.ofHours(1)) + "\r\n";
    }

    RawClient connect() {
        return new RawClient(port);
    }

    /** Sends one request on a connection of its own; JSON if it has a body. */
    Answer ask(String method, String target, String headers, String body) {
        return send(method, target, body.isEmpty() ? headers : headers + "Content-Type: application/json\r\n", body);
    }

    /** Sends one request on a connection of its own, with no other headers than these. */
    Answer send(String method, String target, String headers, String body) {
        try (RawClient client = connect()) {
            return client.request(method, target, headers, body).answer();
        }
    }

    /** Commits in all journals: what nobody may change by asking wrongly. */
    long commits() throws Exception {
        long rows = 0;
        for (String url : urls) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet count = statement.executeQuery("select count(*) from event_journal")) {
                count.next();
                rows += count.getLong(1);
            }
        }
        return rows;
    }

    @Override
    public void close() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(1, TimeUnit.MINUTES);
        attempts.close();
        shards.close();
        server.close();
    }

    private static Config config(List<String> urls) {
        Map<String, Object> settings = new HashMap<>(Map.of("evently.http.port", 0, "evently.http.rate-limit", "off"));
        for (int shard = 0; shard < urls.size(); shard++) {
            settings.put("evently.database.shard-" + shard + "-url", urls.get(shard));
        }
        return ConfigFactory.load(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()));
    }

    /** Hands the one instance to tests, and closes it after the last of them. */
    static final class Shared implements ParameterResolver {

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == WholeApi.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(ExtensionContext.Namespace.GLOBAL)
                    .getOrComputeIfAbsent(WholeApi.class, key -> start(), WholeApi.class);
        }

        private static WholeApi start() {
            try {
                return new WholeApi();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }
}
