package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.auth0.jwt.JWT;
import com.auth0.jwt.JWTCreator;
import com.auth0.jwt.algorithms.Algorithm;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.server.RawClient.Answer;
import io.evently.user.Role;
import io.swagger.v3.core.util.Json;
import io.swagger.v3.oas.models.Operation;
import io.swagger.v3.oas.models.media.MediaType;
import io.swagger.v3.oas.models.media.Schema;
import io.swagger.v3.oas.models.parameters.Parameter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * For every route, whatever strangers may send: made from {@code openapi.yaml}, so that a route cannot be forgotten.
 * Each is answered with the right status and code, as the contract describes it; nothing is written. On a node of its
 * own: what other tests left behind may end at any time, and would be written.
 */
class HostileApiTest {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    private static final String JSON = "Content-Type: application/json\r\n";
    private static final String NOBODY = UUID.randomUUID().toString();

    private static WholeApi api;

    private final Map<String, String> ids = new LinkedHashMap<>();
    private String user;
    private long commits;

    @BeforeAll
    static void start() {
        api = new WholeApi();
    }

    @AfterAll
    static void stop() throws IOException {
        api.close();
    }

    @BeforeEach
    void standOnSomethingThatExists() throws Exception {
        user = api.bearer(UUID.randomUUID(), Role.USER);
        JsonNode event = api.ask(
                        "POST",
                        "/v1/events",
                        api.admin,
                        exampleOf("POST /v1/events").toString())
                .json();
        ids.put("{id}", event.path("id").asText());
        JsonNode booking = api.ask(
                        "POST",
                        "/v1/events/" + ids.get("{id}") + "/bookings",
                        user,
                        "{\"quantity\": 1, \"hold\": true}")
                .json();
        ids.put("{bookingId}", booking.path("id").asText());
        ids.put("{reference}", booking.path("reference").asText());
        // None was told; the routes refuse before they look for it.
        ids.put("{deliveryId}", UUID.randomUUID().toString());
        letSomebodyWait();
        commits = api.commits();
    }

    /** One seat, held; two join; one seat more, and the first of them is promoted. */
    private void letSomebodyWait() {
        String event = "/v1/events/" + ids.get("{id}");
        String promoted = api.bearer(UUID.randomUUID(), Role.USER);
        api.ask("PATCH", event, api.admin, "{\"totalCapacity\": 1}");
        api.ask("POST", event + "/waitlist", promoted, "{}");
        JsonNode waiting = api.ask("POST", event + "/waitlist", api.bearer(UUID.randomUUID(), Role.USER), "{}")
                .json();
        ids.put("{entryId}", waiting.path("id").asText());
        api.ask("PATCH", event, api.admin, "{\"totalCapacity\": 2}");
        Eventually.holds(() -> {
            JsonNode promotions = api.ask("GET", "/v1/promotions", promoted, "").json();
            assertThat(promotions.path("items")).hasSize(1);
            ids.put("{promotionId}", promotions.path("items").get(0).path("id").asText());
        });
    }

    @AfterEach
    void nothingHasChanged() throws Exception {
        assertThat(api.commits()).as("commits in the journals").isEqualTo(commits);
    }

    @TestFactory
    Stream<DynamicTest> everyRoute() {
        return Contract.OPERATIONS.keySet().stream()
                .filter(operation -> operation.contains(" /v1/"))
                .map(operation -> DynamicTest.dynamicTest(operation, () -> assertRefusesWhatIsWrong(operation)));
    }

    private void assertRefusesWhatIsWrong(String operation) {
        Operation described = Contract.OPERATIONS.get(operation);
        List<String> mistakes = new ArrayList<>();
        Attack attack = new Attack(operation, described, mistakes);
        attack.withBadTokens();
        attack.withoutRights();
        attack.onWhatDoesNotExist();
        attack.withBadHeaders();
        attack.withBadQueries();
        attack.withBadBodies();
        attack.withAnotherMethod();
        assertThat(mistakes).isEmpty();
    }

    /** One route under attack; what it answers wrongly is collected. */
    private final class Attack {
        private final String operation;
        private final Operation described;
        private final String method;
        private final String target;
        private final String access;
        private final String body;
        private final String type;
        private final List<String> mistakes;

        Attack(String operation, Operation described, List<String> mistakes) {
            this.operation = operation;
            this.described = described;
            this.mistakes = mistakes;
            this.method = operation.substring(0, operation.indexOf(' '));
            this.target = filled(operation.substring(operation.indexOf(' ') + 1));
            this.access = (String) described.getExtensions().get("x-access");
            this.body = described.getRequestBody() == null
                    ? ""
                    : exampleOf(operation).toString();
            this.type = body.isEmpty() ? "" : JSON;
        }

        void withBadTokens() {
            if (access.equals("public")) {
                return;
            }
            expect("no token", target, type, body, 401, "UNAUTHENTICATED");
            badTokens()
                    .forEach((what, token) -> expect(
                            what,
                            target,
                            "Authorization: Bearer " + token + "\r\n" + type,
                            body,
                            401,
                            "UNAUTHENTICATED"));
            expect("two tokens", target, user + user + type, body, 401, "UNAUTHENTICATED");
            expect(
                    "no bearer",
                    target,
                    "Authorization: Basic YWRtaW46YWRtaW4=\r\n" + type,
                    body,
                    401,
                    "UNAUTHENTICATED");
        }

        void withoutRights() {
            if (access.equals("admin")) {
                String query = requiredQuery();
                expect("a user's token", target + query, user + type, body, 403, "FORBIDDEN");
                expect("a user's token, for nothing", nowhere() + query, user + type, body, 403, "FORBIDDEN");
            } else if (Stream.of("{bookingId}", "{reference}", "{promotionId}")
                    .anyMatch(owned -> target.contains(ids.get(owned)))) {
                String stranger = api.bearer(UUID.randomUUID(), Role.USER);
                expect("a stranger's token", target, stranger + type, body, 404, "NOT_FOUND");
            }
        }

        void onWhatDoesNotExist() {
            if (!operation.contains("{")) {
                return;
            }
            expect("an id nobody has", nowhere(), api.admin + type, body, 404, "NOT_FOUND");
            for (String id : List.of("1", "null", "%00", "%ff", "..%2f..", "'--", "a".repeat(1_000), NOBODY + "0")) {
                String path = operation.substring(operation.indexOf(' ') + 1);
                expect("id " + id, filled(path.replaceFirst("\\{\\w+}", id)), api.admin + type, body, 404, "NOT_FOUND");
            }
        }

        void withBadHeaders() {
            for (String accept : List.of("image/png", ";", ";;;", ",;,", "application/json;q=0")) {
                expect(
                        "Accept " + accept,
                        target + requiredQuery(),
                        api.admin + type + "Accept: " + accept + "\r\n",
                        body,
                        406,
                        "NOT_ACCEPTABLE");
            }
            if (takes("Idempotency-Key")) {
                for (String key : List.of("", "k".repeat(129), "caf\u00c3\u00a9")) {
                    invalid("key " + key, target, api.admin + type + "Idempotency-Key: " + key + "\r\n", body);
                }
                invalid("two keys", target, api.admin + type + "Idempotency-Key: a\r\nIdempotency-Key: b\r\n", body);
            }
            if (takes("If-Match")) {
                for (String tag : List.of("1", "", "\"1", "W/1")) {
                    invalid("If-Match " + tag, target, api.admin + type + "If-Match: " + tag + "\r\n", body);
                }
            }
        }

        void withBadQueries() {
            invalid("unknown parameter", target + and(requiredQuery(), "unexpected=1"), api.admin + type, body);
            for (Parameter parameter :
                    described.getParameters() == null ? List.<Parameter>of() : described.getParameters()) {
                if (!parameter.getIn().equals("query")) {
                    continue;
                }
                String name = parameter.getName();
                Schema<?> schema = Contract.resolved(parameter.getSchema());
                List<String> wrong = new ArrayList<>(List.of("%00", "%ff", ""));
                if (schema.getMaxLength() != null) {
                    wrong.add("a".repeat(schema.getMaxLength() + 1));
                }
                if (schema.getEnum() != null
                        || schema.getFormat() != null
                        || name.equals("limit")
                        || name.equals("cursor")) {
                    wrong.addAll(List.of("nonsense", "-1", "1.5", "0", "99999999999999999999"));
                }
                String others = Boolean.TRUE.equals(parameter.getRequired()) ? "" : requiredQuery();
                for (String value : wrong) {
                    invalid(name + "=" + value, target + and(others, name + "=" + value), api.admin + type, body);
                }
                invalid(name + " twice", target + and(others, name + "=1&" + name + "=1"), api.admin + type, body);
            }
        }

        void withBadBodies() {
            if (body.isEmpty()) {
                return;
            }
            String headers = api.admin + JSON;
            for (String broken :
                    List.of("", " ", "{", body + "}", body.replace(':', '='), "{\"a\":1,}", "[".repeat(5_000))) {
                expect("broken " + shortened(broken), target, headers, broken, 400, "MALFORMED_REQUEST");
            }
            for (String other : List.of("[" + body + "]", "\"a\"", "1", "null", "true")) {
                invalid("JSON " + shortened(other), target, headers, other);
            }
            expect("huge", target, headers, " ".repeat(70_000) + body, 413, "PAYLOAD_TOO_LARGE");
            expect("text", target, api.admin + "Content-Type: text/plain\r\n", body, 415, "UNSUPPORTED_MEDIA_TYPE");
            expect("no type", target, api.admin, body, 415, "UNSUPPORTED_MEDIA_TYPE");
            Mutations.of(requestSchema(), exampleOf(operation))
                    .forEach((what, mutated) -> invalid(what, target, headers, mutated));
        }

        void withAnotherMethod() {
            String path = operation.substring(operation.indexOf(' ') + 1);
            for (String other : List.of("GET", "POST", "PUT", "PATCH", "DELETE", "TRACE")) {
                if (!Contract.OPERATIONS.containsKey(other + " " + path)) {
                    Answer answer = api.send(other, target, api.admin, "");
                    if (answer.status() != 405 || !answer.code().equals("METHOD_NOT_ALLOWED")) {
                        mistakes.add(other + ": " + answer.status() + " " + shortened(answer.body()));
                    } else if (!List.of(answer.header("allow").split(", ")).contains(method)) {
                        mistakes.add(other + ": only " + answer.header("allow") + " is allowed");
                    }
                }
            }
        }

        private Schema<?> requestSchema() {
            return described
                    .getRequestBody()
                    .getContent()
                    .get("application/json")
                    .getSchema();
        }

        private void invalid(String what, String where, String headers, String content) {
            expect(what, where, headers, content, 422, "INVALID_REQUEST");
        }

        private void expect(String what, String where, String headers, String content, int status, String code) {
            Answer answer = api.send(method, where, headers, content);
            List<String> wrong = new ArrayList<>();
            if (answer.status() != status) {
                wrong.add("status " + answer.status() + " instead of " + status);
            } else if (!answer.code().equals(code)) {
                wrong.add("code " + answer.code() + " instead of " + code);
            } else {
                wrong.addAll(Contract.violations(operation, answer));
            }
            if (!answer.text("requestId").equals(answer.header("x-request-id"))) {
                wrong.add("X-Request-Id is " + answer.header("x-request-id"));
            }
            if (Stream.of("Exception", "\tat ", "io.evently", "pekko", "org.postgresql")
                    .anyMatch(answer.body()::contains)) {
                wrong.add("tells too much");
            }
            if (!wrong.isEmpty()) {
                mistakes.add(what + ": " + wrong + " " + shortened(answer.body()));
            }
        }

        private boolean takes(String header) {
            return described.getParameters() != null
                    && described.getParameters().stream()
                            .anyMatch(parameter -> parameter.getName().equals(header));
        }

        private String requiredQuery() {
            return described.getParameters() == null
                    ? ""
                    : described.getParameters().stream()
                            .filter(parameter ->
                                    parameter.getIn().equals("query") && Boolean.TRUE.equals(parameter.getRequired()))
                            .map(parameter -> "?" + parameter.getName() + "="
                                    + parameter.getSchema().getExample())
                            .findFirst()
                            .orElse("");
        }

        private String nowhere() {
            return operation.substring(operation.indexOf(' ') + 1).replaceAll("\\{\\w+}", NOBODY);
        }
    }

    private Map<String, String> badTokens() {
        Algorithm ours = Algorithm.HMAC256(WholeApi.SECRET);
        var bad = new LinkedHashMap<String, String>();
        bad.put("nonsense", "nonsense");
        bad.put("forged", goodToken().sign(Algorithm.HMAC256("another secret, also long enough!!!")));
        bad.put("none", goodToken().sign(Algorithm.none()));
        bad.put("HS512", goodToken().sign(Algorithm.HMAC512(WholeApi.SECRET)));
        bad.put(
                "expired",
                goodToken().withExpiresAt(Instant.now().minusSeconds(1)).sign(ours));
        bad.put("another issuer", goodToken().withIssuer("eventful").sign(ours));
        bad.put("another audience", goodToken().withAudience("evently-web").sign(ours));
        bad.put("a subject that is no UUID", goodToken().withSubject("admin").sign(ours));
        bad.put("an unknown role", goodToken().withClaim("role", "root").sign(ours));
        for (String absurd : List.of("9223372036854775807", "1e400", "9999999999999999", "null", "[]")) {
            bad.put("exp " + absurd + ", signed", withExpiry(absurd, ours));
            bad.put(
                    "exp " + absurd + ", not signed",
                    withExpiry(absurd, Algorithm.HMAC256("no secret of ours, but long enough")));
        }
        return bad;
    }

    private static String withExpiry(String expiry, Algorithm algorithm) {
        String payload = "{\"iss\":\"evently\",\"aud\":\"evently-api\",\"sub\":\"%s\",\"role\":\"admin\",\"exp\":%s}"
                .formatted(NOBODY, expiry);
        Base64.Encoder base64 = Base64.getUrlEncoder().withoutPadding();
        byte[] header = base64.encode("{\"alg\":\"HS256\"}".getBytes(StandardCharsets.UTF_8));
        byte[] claims = base64.encode(payload.getBytes(StandardCharsets.UTF_8));
        return new String(header, StandardCharsets.UTF_8) + "." + new String(claims, StandardCharsets.UTF_8) + "."
                + base64.encodeToString(algorithm.sign(header, claims));
    }

    private static JWTCreator.Builder goodToken() {
        return JWT.create()
                .withIssuer("evently")
                .withAudience("evently-api")
                .withSubject(NOBODY)
                .withClaim("role", "admin")
                .withExpiresAt(Instant.now().plusSeconds(60));
    }

    private String filled(String path) {
        String target = path;
        for (Map.Entry<String, String> id : ids.entrySet()) {
            target = target.replace(id.getKey(), id.getValue());
        }
        return target;
    }

    private static JsonNode exampleOf(String operation) {
        MediaType type =
                Contract.OPERATIONS.get(operation).getRequestBody().getContent().get("application/json");
        Object example = type.getExample();
        if (example == null) {
            example = List.copyOf(type.getExamples().values())
                    .get(type.getExamples().size() - 1)
                    .getValue();
        }
        try {
            return MAPPER.readTree(Json.mapper().writeValueAsString(example));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String and(String query, String parameter) {
        return query.isEmpty() ? "?" + parameter : query + "&" + parameter;
    }

    private static String shortened(String text) {
        return text.length() > 300 ? text.substring(0, 300) + "…" : text;
    }
}
