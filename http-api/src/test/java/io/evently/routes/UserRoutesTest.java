package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.crypto.MasterKey;
import io.evently.crypto.ServiceKeys;
import io.evently.database.Migrations;
import io.evently.database.Shards;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.http.server.HttpServer;
import io.evently.http.server.HttpSettings;
import io.evently.time.NodeClock;
import io.evently.user.Role;
import io.evently.user.account.FirstAdmin;
import io.evently.user.account.Users;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ring 3: users over real HTTP, on a real PostgreSQL. */
class UserRoutesTest {

    private static final String PASSWORD = "correct horse battery staple";
    private static final String ADMIN_EMAIL = "admin@evently.local";
    private static final Duration LIFETIME = Duration.ofMinutes(10);
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    private static Path folder;

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final String SECRET = "a secret of the tests, long enough!!";

    private static EmbeddedServer server;
    private static Shards shards;
    private static ActorSystem<Void> system;
    private static String address;
    private static String adminToken;
    private static Tokens tokens;
    private static Users users;

    @BeforeAll
    static void start() throws Exception {
        server = EmbeddedServer.temporary();
        List<String> urls = server.databases("user_routes");
        Migrations.migrate(urls);
        shards = Shards.open(urls, Shards.PoolSizes.DEFAULT);
        Config config = config(urls);
        system = ActorSystem.create(Behaviors.empty(), "evently", config);
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        users = Users.start(
                system,
                shards,
                ServiceKeys.start(system, shards, MasterKey.keptIn(folder)),
                NodeClock.system(metrics),
                metrics);
        tokens = new Tokens(List.of(SECRET), Clock.systemUTC(), new KnownUsers(users));
        FirstAdmin.setAside(users, ADMIN_EMAIL);
        FirstAdmin.ensure(users, ADMIN_EMAIL, PASSWORD).get(5, TimeUnit.MINUTES);
        HttpServer http = HttpServer.start(
                        system,
                        HttpSettings.of(config),
                        tokens,
                        new UserRoutes(users, tokens, LIFETIME).endpoints(),
                        metrics)
                .toCompletableFuture()
                .get(5, TimeUnit.MINUTES);
        address = "http://127.0.0.1:" + http.address().getPort();
        adminToken = logIn(ADMIN_EMAIL, PASSWORD);
    }

    private static Config config(List<String> urls) {
        Map<String, Object> settings = new HashMap<>(Map.of(
                "evently.http.port", 0,
                "evently.http.rate-limit", "off",
                "evently.http.request-timeout", "4m",
                "evently.users.answer-timeout", "3m"));
        for (int shard = 0; shard < urls.size(); shard++) {
            settings.put("evently.database.shard-" + shard + "-url", urls.get(shard));
        }
        return ConfigFactory.load(ConfigFactory.parseMap(settings).withFallback(ConfigFactory.defaultApplication()));
    }

    @AfterAll
    static void stop() throws Exception {
        system.terminate();
        system.getWhenTerminated().toCompletableFuture().get(5, TimeUnit.MINUTES);
        shards.close();
        server.close();
    }

    private record Answer(int status, JsonNode body, HttpResponse<String> response) {
        String code() {
            return body.path("code").asText();
        }
    }

    // ---- registering and logging in ----

    @Test
    void whoRegistersIsAnsweredWithWhatTheySaidAndCanLogIn() {
        Answer registered = post("/v1/users", registration("o'brien@example.com", "Jürgen O'Brien"));

        assertThat(registered.status()).isEqualTo(201);
        assertThat(registered.body().fieldNames())
                .toIterable()
                .containsExactly("id", "email", "name", "role", "createdAt", "emailVerified");
        assertThat(registered.body().path("email").asText()).isEqualTo("o'brien@example.com");
        assertThat(registered.body().path("name").asText()).isEqualTo("Jürgen O'Brien");
        assertThat(registered.body().path("role").asText()).isEqualTo("user");
        assertThat(Instant.parse(registered.body().path("createdAt").asText()))
                .isBetween(Instant.now().minusSeconds(600), Instant.now());

        Answer session = post("/v1/sessions", credentials("O'Brien@Example.com", PASSWORD));

        assertThat(session.status()).isEqualTo(201);
        assertThat(session.body().fieldNames()).toIterable().containsExactly("accessToken", "tokenType", "expiresIn");
        assertThat(session.body().path("tokenType").asText()).isEqualTo("Bearer");
        assertThat(session.body().path("expiresIn").asLong()).isEqualTo(LIFETIME.toSeconds());
        assertThat(session.response().headers().firstValue("Cache-Control")).hasValue("no-store");
        assertThat(tokens.verify(session.body().path("accessToken").asText()))
                .contains(new Principal(
                        UUID.fromString(registered.body().path("id").asText()), Role.USER));
    }

    @Test
    void anAddressCanBeRegisteredOnce() {
        assertThat(post("/v1/users", registration("twice@example.com", "One")).status())
                .isEqualTo(201);

        Answer again = post("/v1/users", registration("TWICE@example.com", "Two"));

        assertThat(again.status()).isEqualTo(409);
        assertThat(again.code()).isEqualTo("EMAIL_TAKEN");
    }

    @Test
    void anAddressIsOneHoweverItIsWritten() {
        register("jan@müller.example");

        Answer again = post("/v1/users", registration("jan@xn--mller-kva.example", "Jan"));

        assertThat(again.code()).isEqualTo("EMAIL_TAKEN");
        logIn("Jan@MÜLLER.example", PASSWORD);
        logIn("jan@xn--mller-kva.example", PASSWORD);
        assertThat(find("jan@xn--mller-kva.example").path("items").findValuesAsText("email"))
                .containsExactly("jan@müller.example");
        assertThat(find("jan@m%C3%BCller.example").path("items")).hasSize(1);
    }

    @Test
    void wrongAddressAndWrongPasswordGetTheSameAnswer() {
        register("careful@example.com");
        Answer wrongPassword = post("/v1/sessions", credentials("careful@example.com", "something else"));
        Answer wrongAddress = post("/v1/sessions", credentials("nobody@example.com", PASSWORD));

        assertThat(wrongPassword.status()).isEqualTo(401);
        assertThat(wrongPassword.code()).isEqualTo("UNAUTHENTICATED");
        assertThat(wrongPassword.response().headers().firstValue("WWW-Authenticate"))
                .isPresent();
        assertThat(wrongAddress.status()).isEqualTo(401);
        assertThat(withoutRequestId(wrongAddress)).isEqualTo(withoutRequestId(wrongPassword));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    no e-mail       | email    | {"name": "A", "password": "kept in my head"}
                    null e-mail     | email    | {"email": null, "name": "A", "password": "kept in my head"}
                    number          | email    | {"email": 1, "name": "A", "password": "kept in my head"}
                    no address      | email    | {"email": "ada", "name": "A", "password": "kept in my head"}
                    header          | email    | {"email": "a@b.c\\r\\nBcc: x@y.z", "name": "A", "password": "kept in my head"}
                    empty e-mail    | email    | {"email": "", "name": "A", "password": "kept in my head"}
                    no name         | name     | {"email": "bad@example.com", "password": "kept in my head"}
                    empty name      | name     | {"email": "bad@example.com", "name": "", "password": "kept in my head"}
                    nul in name     | name     | {"email": "bad@example.com", "name": "A\\u0000", "password": "kept in my head"}
                    half an emoji   | name     | {"email": "bad@example.com", "name": "\\ud83c", "password": "kept in my head"}
                    turned name     | name     | {"email": "bad@example.com", "name": "A\\u202ebca", "password": "kept in my head"}
                    short password  | password | {"email": "bad@example.com", "name": "A", "password": "012345678"}
                    common password | password | {"email": "bad@example.com", "name": "A", "password": "0123456789"}
                    common at heart | password | {"email": "bad@example.com", "name": "A", "password": "Password2026!"}
                    no text         | password | {"email": "bad@example.com", "name": "A", "password": 1234567890}
                    role            | role     | {"email": "bad@example.com", "name": "A", "password": "kept in my head", "role": "admin"}
                    """)
    void aRegistrationThatIsNotAsTheContractSaysIsRefused(String what, String field, String body) {
        Answer answer = post("/v1/users", body);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        assertThat(answer.body().path("errors").findValuesAsText("field")).containsExactly(field);
        assertThat(answer.response().body()).doesNotContain("my head");
        assertThat(find("bad@example.com").path("items")).isEmpty();
    }

    @Test
    void namesAndPasswordsAreBoundedInLength() {
        assertThat(post("/v1/users", registration("long@example.com", "n".repeat(256)))
                        .status())
                .isEqualTo(422);
        assertThat(post("/v1/sessions", credentials("long@example.com", "p".repeat(129)))
                        .status())
                .isEqualTo(422);
        assertThat(post("/v1/users", registration("long@example.com", "🎟".repeat(255)))
                        .status())
                .isEqualTo(201);
    }

    // ---- me ----

    @Test
    void usersSeeAndRenameThemselves() {
        String token = register("self@example.com");

        Answer renamed = send("PATCH", "/v1/users/me", token, "{\"name\": \"New Name\"}");
        Answer me = send("GET", "/v1/users/me", token, null);

        assertThat(renamed.status()).isEqualTo(200);
        assertThat(me.status()).isEqualTo(200);
        assertThat(me.body()).isEqualTo(renamed.body());
        assertThat(me.body().path("name").asText()).isEqualTo("New Name");
        assertThat(send("PATCH", "/v1/users/me", token, "{}").body())
                .as("what is left out stays")
                .isEqualTo(me.body());
        assertThat(me.body().path("email").asText()).isEqualTo("self@example.com");
    }

    @Test
    void aTokenOfSomebodyUnknownFindsNobody() {
        String token = tokens.issue(new Principal(UUID.randomUUID(), Role.USER), LIFETIME);

        assertThat(send("GET", "/v1/users/me", token, null).status()).isEqualTo(404);
        assertThat(send("PATCH", "/v1/users/me", token, "{\"name\": \"X\"}").code())
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void withoutATokenThereIsNoMe() {
        assertThat(send("GET", "/v1/users/me", null, null).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(send("PATCH", "/v1/users/me", "forged", "{\"name\": \"X\"}").status())
                .isEqualTo(401);
    }

    // ---- admins ----

    @Test
    void anAdminFindsAUserByAddressHoweverItIsSpelled() {
        register("found+tag@example.com");

        JsonNode page = find("FOUND%2Btag@example.com");

        assertThat(page.path("items")).hasSize(1);
        assertThat(page.path("items").get(0).fieldNames())
                .toIterable()
                .containsExactly("id", "email", "name", "role", "createdAt", "emailVerified", "isActive", "updatedAt");
        assertThat(page.path("items").get(0).path("email").asText()).isEqualTo("found+tag@example.com");
        assertThat(page.path("nextCursor").isNull()).isTrue();
        assertThat(find("nobody@example.com").path("items")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/v1/users",
        "/v1/users?email=ada",
        "/v1/users?email=",
        "/v1/users?email=a@b.example&cursor=x",
        "/v1/users?email=a@b.example&limit=0",
        "/v1/users?email=a@b.example&name=x"
    })
    void whatIsNoSearchForAnAddressIsRefused(String target) {
        assertThat(send("GET", target, adminToken, null).status()).isEqualTo(422);
    }

    @Test
    void aSearchWithoutAnAddressSaysWhatIsMissing() {
        assertThat(messages("/v1/users")).containsExactly("is required");
        assertThat(messages("/v1/users?email=ada")).containsExactly("must be an e-mail address");
    }

    private static List<String> messages(String target) {
        return send("GET", target, adminToken, null).body().path("errors").findValuesAsText("message");
    }

    @Test
    void anAdminDeactivatesAndPromotes() {
        String token = register("managed@example.com");
        String id = send("GET", "/v1/users/me", token, null).body().path("id").asText();

        Answer deactivated = send("PATCH", "/v1/users/" + id, adminToken, "{\"isActive\": false}");

        assertThat(deactivated.status()).isEqualTo(200);
        assertThat(deactivated.body().path("isActive").asBoolean(true)).isFalse();
        assertThat(post("/v1/sessions", credentials("managed@example.com", PASSWORD))
                        .status())
                .isEqualTo(401);
        assertThat(send("GET", "/v1/users/me", token, null).status()).isEqualTo(401);

        send("PATCH", "/v1/users/" + id, adminToken, "{\"isActive\": true, \"role\": \"admin\"}");

        String promoted = logIn("managed@example.com", PASSWORD);
        assertThat(tokens.verify(promoted).orElseThrow().role()).isEqualTo(Role.ADMIN);
        send("PATCH", "/v1/users/" + id, adminToken, "{\"role\": \"user\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
            {"role": "root"}     | 422
            {"role": null}       | 422
            {"isActive": "true"} | 422
            {"name": "X"}        | 422
            []                   | 422
            {                    | 400
            """)
    void whatIsNoChangeOfAccessIsRefused(String body, int status) {
        assertThat(send("PATCH", "/v1/users/" + UUID.randomUUID(), adminToken, body)
                        .status())
                .isEqualTo(status);
    }

    @Test
    void whoIsNotThereCannotBeChanged() {
        assertThat(send("PATCH", "/v1/users/" + UUID.randomUUID(), adminToken, "{\"isActive\": false}")
                        .status())
                .isEqualTo(404);
        assertThat(send("PATCH", "/v1/users/you", adminToken, "{\"isActive\": false}")
                        .status())
                .isEqualTo(404);
    }

    @Test
    void onlyAdminsFindAndChangeOthers() {
        String token = register("ordinary@example.com");
        String id = send("GET", "/v1/users/me", token, null).body().path("id").asText();

        assertThat(send("GET", "/v1/users?email=" + ADMIN_EMAIL, token, null).code())
                .isEqualTo("FORBIDDEN");
        assertThat(send("PATCH", "/v1/users/" + id, token, "{\"role\": \"admin\"}")
                        .status())
                .isEqualTo(403);
        assertThat(send("PATCH", "/v1/users/" + id, null, "{\"role\": \"admin\"}")
                        .status())
                .isEqualTo(401);
        assertThat(send("GET", "/v1/users/me", token, null).body().path("role").asText())
                .isEqualTo("user");
    }

    // ---- the first admin ----

    @Test
    void nobodyRegistersWithTheFirstAdminsAddressEvenWhileItIsFree() throws Exception {
        FirstAdmin.setAside(users, "next-admin@example.com");

        Answer refused = post("/v1/users", registration("Next-Admin@Example.com", "Mallory"));

        assertThat(refused.code()).isEqualTo("EMAIL_TAKEN");
        FirstAdmin.setAside(users, ADMIN_EMAIL);
    }

    // ---- the words of these tests ----

    /** Registers and logs in; returns the token. */
    private static String register(String email) {
        assertThat(post("/v1/users", registration(email, "Somebody")).status()).isEqualTo(201);
        return logIn(email, PASSWORD);
    }

    private static String logIn(String email, String password) {
        Answer session = post("/v1/sessions", credentials(email, password));
        assertThat(session.status()).isEqualTo(201);
        return session.body().path("accessToken").asText();
    }

    private static JsonNode find(String email) {
        return send("GET", "/v1/users?email=" + email, adminToken, null).body();
    }

    private static String registration(String email, String name) {
        return JSON.createObjectNode()
                .put("email", email)
                .put("name", name)
                .put("password", PASSWORD)
                .toString();
    }

    private static String credentials(String email, String password) {
        return JSON.createObjectNode()
                .put("email", email)
                .put("password", password)
                .toString();
    }

    private static String withoutRequestId(Answer answer) {
        return answer.response().body().replaceAll("\"requestId\":\"[^\"]*\"", "");
    }

    private static Answer post(String target, String body) {
        return send("POST", target, null, body);
    }

    private static Answer send(String method, String target, String token, String body) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address + target))
                .timeout(Eventually.PATIENCE)
                .method(
                        method,
                        body == null ? HttpRequest.BodyPublishers.noBody() : HttpRequest.BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<String> response = CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), JSON.readTree(response.body()), response);
        } catch (IOException e) {
            throw new AssertionError(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }
}
