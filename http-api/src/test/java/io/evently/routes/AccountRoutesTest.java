package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Ring 3: what people do with links from mails, over real HTTP. */
@ExtendWith(WholeApi.Shared.class)
class AccountRoutesTest {

    private static final String ME = "/v1/users/me";
    private static final String PASSWORD = "correct horse battery";

    private final SecurityLines lines = new SecurityLines();
    private WholeApi api;
    private String email;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
        email = UUID.randomUUID() + "@example.org";
    }

    @AfterEach
    void close() {
        lines.close();
    }

    // ---- addresses ----

    @Test
    void whetherAnAddressIsProvedIsShownWhereverAPersonIs() {
        Answer registered = register();

        assertThat(registered.json().path("emailVerified").asBoolean(true)).isFalse();
        Caller person = logIn(PASSWORD);
        assertThat(person.get(ME).json().path("emailVerified").asBoolean(true)).isFalse();
        assertThat(person.get(ME + "/export")
                        .json()
                        .path("profile")
                        .path("emailVerified")
                        .asBoolean(true))
                .isFalse();
        assertThat(api.firstAdmin().get(ME).json().path("emailVerified").asBoolean())
                .isTrue();
    }

    @Test
    void theLinkOfTheMailProvesTheAddress() throws Exception {
        String id = register().text("id");
        Caller person = logIn(PASSWORD);
        assertThat(person.post(ME + "/address-proofs", "").status()).isEqualTo(204);
        String token = tokenOf(id, "welcome");

        Map<String, String> ok = told("address-proof", "ok", headers -> assertThat(
                        prove(token, headers).status())
                .isEqualTo(204));

        assertThat(ok).containsEntry("who", id).containsEntry("route", "POST /v1/users/address-proofs");
        assertThat(person.get(ME).json().path("emailVerified").asBoolean()).isTrue();
        assertThat(prove(token).status()).as("again").isEqualTo(204);
        assertThat(person.post(ME + "/address-proofs", "").status())
                .as("nothing is to be sent")
                .isEqualTo(204);
    }

    @Test
    void whoMakesLinksUpLearnsNothingAndIsToldOf() throws Exception {
        String id = register().text("id");
        logIn(PASSWORD).post(ME + "/address-proofs", "");
        String token = tokenOf(id, "welcome");
        String changed = (token.startsWith("AQ") ? "AR" : "AQ") + token.substring(2);
        String other = token.substring(0, 30) + (token.charAt(30) == 'A' ? 'B' : 'A') + token.substring(31);

        JsonNode made = refusal(prove("made-up"));
        assertThat(made.path("errors").get(0).path("field").asText()).isEqualTo("token");
        for (String wrong : List.of(changed, other, token + "A", token.substring(1))) {
            assertThat(refusal(prove(wrong))).as(wrong).isEqualTo(made);
        }
        assertThat(told("address-proof", "wrong", headers -> prove("made-up", headers)))
                .containsEntry("role", "public")
                .doesNotContainKeys("who", "entityId");
    }

    @Test
    void aLinkIsSentThreeTimesAnHour() {
        register();
        Caller person = logIn(PASSWORD);
        for (int i = 0; i < 3; i++) {
            assertThat(person.post(ME + "/address-proofs", "").status()).isEqualTo(204);
        }

        Answer refused = person.post(ME + "/address-proofs", "");

        assertThat(refused.code()).isEqualTo("RATE_LIMITED");
        assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 3_600);
        assertThat(api.newUser().post(ME + "/address-proofs", "").code())
                .as("who never registered has no address")
                .isEqualTo("NOT_FOUND");
    }

    @Test
    void anotherAddressIsTheirsAtOnceAndTheOldOneIsNotTheirsAnyMore() throws Exception {
        String id = register().text("id");
        Caller person = logIn(PASSWORD);
        person.post(ME + "/address-proofs", "");
        String before = tokenOf(id, "welcome");
        String old = email;
        email = "new-" + email;

        Answer moved = person.patch(ME, "{\"email\": \"%s\", \"name\": \"Countess\"}".formatted(email));

        assertThat(moved.status()).isEqualTo(200);
        assertThat(moved.text("email")).isEqualTo(email);
        assertThat(moved.text("name")).isEqualTo("Countess");
        assertThat(moved.json().path("emailVerified").asBoolean(true)).isFalse();
        assertThat(logIn(PASSWORD).get(ME).text("id")).isEqualTo(id);
        assertThat(prove(before).status()).isEqualTo(422);
        String elsewhere = email;
        email = old;
        assertThat(register().status()).isEqualTo(201);
        assertThat(person.patch(ME, "{\"email\": \"%s\"}".formatted(old)).code())
                .isEqualTo("EMAIL_TAKEN");
        assertThat(person.patch(ME, "{\"email\": \"ADMIN@evently.local\"}").code())
                .isEqualTo("EMAIL_TAKEN");
        assertThat(person.patch(ME, "{\"email\": \"no address\"}").code()).isEqualTo("INVALID_REQUEST");
        assertThat(person.get(ME).text("email")).isEqualTo(elsewhere);
        assertThat(api.firstAdmin()
                        .patch(ME, "{\"email\": \"admin@evently.local\"}")
                        .status())
                .as("their own")
                .isEqualTo(200);
        Eventually.holds(() -> assertThat(api.causesOfMailsTo(id)).containsOnlyOnce("address_changed", "address_left"));
    }

    // ---- passwords ----

    @Test
    void aForgottenPasswordBecomesAnotherOneOnceAndAllSessionsEnd() throws Exception {
        String id = register().text("id");
        Caller elsewhere = logIn(PASSWORD);
        assertThat(ask(email).status()).isEqualTo(202);
        String token = tokenOf(id, "password_reset");

        Answer common = confirm(token, "password1234");
        assertThat(common.json().path("errors").findValuesAsText("field")).containsExactly("password");
        Map<String, String> ok = told("password-reset", "ok", headers -> assertThat(
                        confirm(token, "another horse battery", headers).status())
                .isEqualTo(204));

        assertThat(ok).containsEntry("who", id).containsEntry("route", "POST /v1/password-resets/confirm");
        assertThat(elsewhere.get(ME).code()).isEqualTo("UNAUTHENTICATED");
        assertThat(logIn("another horse battery")
                        .get(ME)
                        .json()
                        .path("emailVerified")
                        .asBoolean())
                .isTrue();
        JsonNode used = refusal(confirm(token, "a third horse battery"));
        assertThat(refusal(confirm("made-up", "a third horse battery"))).isEqualTo(used);
        assertThat(told("password-reset", "wrong", headers -> confirm("made-up", "a third horse battery", headers)))
                .containsEntry("role", "public")
                .doesNotContainKeys("who", "entityId");
        Eventually.holds(() -> assertThat(
                        api.firstAdmin().get("/v1/audit?entityId=" + id).items("action"))
                .contains("user.password_changed"));
        Eventually.holds(() -> assertThat(api.causesOfMailsTo(id)).containsOnlyOnce("password_changed"));
    }

    @Test
    void nobodyLearnsWhoIsRegistered() {
        String id = register().text("id");

        Answer known = ask(email);
        Answer unknown = ask(UUID.randomUUID() + "@example.org");

        assertThat(known.status()).isEqualTo(202);
        assertThat(unknown.status()).isEqualTo(202);
        assertThat(unknown.body()).isEqualTo(known.body());
        assertThat(unknown.headers().keySet()).isEqualTo(known.headers().keySet());
        assertThat(known.body()).doesNotContain(id, email);
        for (int i = 0; i < 4; i++) {
            assertThat(ask(email).body()).isEqualTo(known.body());
        }
        assertThat(api.stranger()
                        .post("/v1/password-resets", "{\"email\": \"no address\"}")
                        .code())
                .isEqualTo("INVALID_REQUEST");
    }

    // ---- pages ----

    @Test
    void thePagesRunNothingButTheirOwnScriptAndAreKeptNowhere() {
        for (String page : List.of("/verify-address", "/reset-password")) {
            Answer answer = api.stranger().get(page);

            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.header("content-type")).startsWith("text/html");
            assertThat(answer.header("cache-control")).isEqualTo("no-store");
            assertThat(answer.header("referrer-policy")).isEqualTo("no-referrer");
            assertThat(answer.header("content-security-policy"))
                    .contains("default-src 'none'", "script-src 'self'", "form-action 'none'", "frame-ancestors 'none'")
                    .doesNotContain("unsafe");
            assertThat(answer.body())
                    .contains("lang=\"en\"", "name=\"viewport\"", "role=\"status\"", "<noscript>")
                    .doesNotContain("style=", "onclick", "http://", "https://");
            assertThat(answer.body().split("<script").length).isEqualTo(2);
            assertThat(answer.body()).contains("<script src=\"account/start.js\"></script>");
        }
        assertThat(api.stranger().get("/account/start.js").header("content-type"))
                .startsWith("text/javascript");
        assertThat(api.stranger().get("/account/style.css").body()).contains("prefers-color-scheme: dark");
        assertThat(api.stranger().get("/account/else.js").status()).isEqualTo(404);
    }

    @Test
    void linksLeadToThePagesWithTheTokenWhereNoServerSeesIt() throws Exception {
        String id = register().text("id");
        logIn(PASSWORD).post(ME + "/address-proofs", "");
        ask(email);

        assertThat(linkOf(id, "welcome")).matches("http://127\\.0\\.0\\.1:\\d+/verify-address#[A-Za-z0-9_-]+");
        assertThat(linkOf(id, "password_reset")).matches("http://127\\.0\\.0\\.1:\\d+/reset-password#[A-Za-z0-9_-]+");
    }

    // ---- the words of these tests ----

    private interface Asking {
        void with(String... headers) throws Exception;
    }

    /** What the security log says of one request. */
    private Map<String, String> told(String kind, String outcome, Asking asking) throws Exception {
        String requestId = "account-" + UUID.randomUUID();
        asking.with("X-Request-Id", requestId);
        Eventually.until(() -> !lines.of(requestId).isEmpty());
        assertThat(lines.of(requestId)).hasSize(1);
        Map<String, String> line = lines.of(requestId).get(0);
        assertThat(line).containsEntry("kind", kind).containsEntry("outcome", outcome);
        return line;
    }

    /** Without what differs each time. */
    private static JsonNode refusal(Answer answer) {
        assertThat(answer.code()).isEqualTo("INVALID_REQUEST");
        ObjectNode problem = (ObjectNode) answer.json();
        problem.remove("requestId");
        return problem;
    }

    private Answer prove(String token, String... headers) {
        return api.stranger().post("/v1/users/address-proofs", "{\"token\": \"%s\"}".formatted(token), headers);
    }

    private Answer ask(String address) {
        return api.stranger().post("/v1/password-resets", "{\"email\": \"%s\"}".formatted(address));
    }

    private Answer confirm(String token, String password, String... headers) {
        return api.stranger()
                .post(
                        "/v1/password-resets/confirm",
                        "{\"token\": \"%s\", \"password\": \"%s\"}".formatted(token, password),
                        headers);
    }

    private Answer register() {
        Answer registered = api.stranger()
                .post(
                        "/v1/users",
                        "{\"email\": \"%s\", \"name\": \"Ada\", \"password\": \"%s\"}".formatted(email, PASSWORD));
        assertThat(registered.status()).isEqualTo(201);
        return registered;
    }

    private Caller logIn(String password) {
        String credentials = "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password);
        return api.holderOf(api.stranger().post("/v1/sessions", credentials).text("accessToken"));
    }

    private String tokenOf(String user, String cause) {
        String link = linkOf(user, cause);
        return link.substring(link.indexOf('#') + 1);
    }

    private String linkOf(String user, String cause) {
        AtomicReference<String> link = new AtomicReference<>();
        Eventually.until(() -> {
            link.set(api.linkOf(user, cause));
            return link.get() != null;
        });
        return link.get();
    }
}
