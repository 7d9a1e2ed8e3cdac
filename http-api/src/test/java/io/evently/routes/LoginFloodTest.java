package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.http.access.Tokens;
import io.evently.http.server.HttpServer;
import io.evently.http.server.HttpSettings;
import io.evently.http.server.RawClient;
import io.evently.http.server.RawClient.Answer;
import io.evently.time.NodeClock;
import io.evently.user.account.Users;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ring 3, limits on: somebody guesses passwords as fast as they can, and everybody else does not notice. */
class LoginFloodTest {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String HONEST = "127.0.0.1";
    private static final String FLOODING = "127.0.0.2";
    private static final String STRANGER = "127.0.0.3";

    /** 100 a second. */
    private static final long BETWEEN_GUESSES = TimeUnit.MILLISECONDS.toNanos(10);

    @TempDir
    private static Path folder;

    private static EmbeddedServer postgres;
    private static Shards shards;
    private static ActorSystem<Void> system;
    private static HttpServer http;

    @BeforeAll
    static void start() {
        postgres = EmbeddedServer.temporary();
        List<String> urls = postgres.databases("login_flood");
        Migrations.migrate(urls);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        Config config = config(urls);
        system = ActorSystem.create(Behaviors.empty(), "evently", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        Users users = Users.start(
                system,
                shards,
                ServiceKeys.start(system, shards, MasterKey.keptIn(folder)),
                NodeClock.system(metrics),
                metrics);
        Tokens tokens = new Tokens(WholeApi.SECRET, Clock.systemUTC());
        http = Eventually.answer(HttpServer.start(
                system,
                HttpSettings.of(config),
                tokens,
                new UserRoutes(users, tokens, Duration.ofMinutes(10)).endpoints(),
                metrics));
    }

    private static Config config(List<String> urls) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "evently.http.port", 0,
                "evently.http.request-timeout", "4m",
                "evently.users.answer-timeout", "3m",
                // So that no machine is too slow to be told to wait.
                "evently.users.log-in.first-wait", "10m"));
        for (int shard = 0; shard < urls.size(); shard++) {
            settings.put("evently.database.shard-" + shard + "-url", urls.get(shard));
        }
        return ConfigFactory.load(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()));
    }

    @AfterAll
    static void stop() {
        system.terminate();
        Eventually.answer(system.getWhenTerminated());
        shards.close();
        postgres.close();
    }

    @Test
    void whileOneAddressGuesses100TimesASecondTheHonestComeIn() {
        assertThat(register(HONEST, "honest@example.com").status()).isEqualTo(201);
        assertThat(logIn(HONEST, "honest@example.com").status()).isEqualTo(201);
        AtomicInteger guessed = new AtomicInteger();
        AtomicBoolean over = new AtomicBoolean();
        CompletableFuture<List<Answer>> flood = CompletableFuture.supplyAsync(() -> guess(guessed, over));
        Eventually.until(() -> guessed.get() > 5);

        for (int n = 0; n < 5; n++) {
            assertThat(logIn(HONEST, "honest@example.com").status()).isEqualTo(201);
        }
        assertThat(register(HONEST, "another@example.com").status()).isEqualTo(201);
        assertThat(logIn(HONEST, "another@example.com").status()).isEqualTo(201);
        Answer stranger = logIn(STRANGER, "honest@example.com");
        over.set(true);

        assertThat(stranger.code()).as("this account waits, for strangers").isEqualTo("RATE_LIMITED");
        assertThat(Integer.parseInt(stranger.header("retry-after"))).isBetween(1, 600);
        List<Answer> answers = Eventually.answer(flood);
        assertThat(answers.stream().filter(answer -> answer.status() == 401))
                .as("what was hashed for it")
                .hasSize(5);
        assertThat(answers.stream().filter(answer -> answer.status() != 401))
                .isNotEmpty()
                .allSatisfy(answer -> {
                    assertThat(answer.code()).isEqualTo("RATE_LIMITED");
                    assertThat(Integer.parseInt(answer.header("retry-after"))).isBetween(1, 600);
                });
    }

    private static List<Answer> guess(AtomicInteger guessed, AtomicBoolean over) {
        List<Answer> answers = new ArrayList<>();
        try (RawClient client = connect(FLOODING)) {
            while (!over.get()) {
                answers.add(post(
                        client, "/v1/sessions", credentials("honest@example.com", "my guess is " + answers.size())));
                guessed.set(answers.size());
                LockSupport.parkNanos(BETWEEN_GUESSES);
            }
        }
        return answers;
    }

    private static Answer register(String from, String email) {
        try (RawClient client = connect(from)) {
            return post(
                    client,
                    "/v1/users",
                    "{\"email\": \"" + email + "\", \"name\": \"N\", \"password\": \"" + PASSWORD + "\"}");
        }
    }

    private static Answer logIn(String from, String email) {
        try (RawClient client = connect(from)) {
            return post(client, "/v1/sessions", credentials(email, PASSWORD));
        }
    }

    private static String credentials(String email, String password) {
        return "{\"email\": \"" + email + "\", \"password\": \"" + password + "\"}";
    }

    private static Answer post(RawClient client, String target, String body) {
        return client.request("POST", target, "Content-Type: application/json\r\n", body)
                .answer();
    }

    private static RawClient connect(String from) {
        return new RawClient(http.address().getPort(), from, 64 * 1024);
    }
}
