package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.server.RawClient.Answer;
import io.evently.user.Role;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Ring 3: logging out, another password, and rights that are taken. */
@ExtendWith(WholeApi.Shared.class)
class SessionRoutesTest {

    private static final String ADMIN_EMAIL = "admin@evently.local";
    private static final String PASSWORD = "correct horse battery staple";
    private static final String ME = "/v1/users/me";

    private WholeApi api;
    private String email;

    @BeforeEach
    void take(WholeApi shared) {
        api = shared;
        email = UUID.randomUUID() + "@example.org";
    }

    // ---- sessions ----

    @Test
    void loggingOutEndsThisSessionOnly() {
        String mine = register();
        String other = logIn(PASSWORD);

        assertThat(as(mine).delete("/v1/sessions").status()).isEqualTo(204);

        assertThat(as(mine).get(ME).status()).isEqualTo(401);
        assertThat(as(mine).delete("/v1/sessions").code()).isEqualTo("UNAUTHENTICATED");
        assertThat(as(mine).get("/v1/events").status()).as("public").isEqualTo(200);
        assertThat(as(other).get(ME).status()).isEqualTo(200);
    }

    @Test
    void loggingOutEverywhereEndsAllSessionsAndOneMayLogInAgainAtOnce() {
        String mine = register();
        String other = logIn(PASSWORD);

        assertThat(as(mine).delete("/v1/sessions?everywhere=true").status()).isEqualTo(204);

        assertThat(as(mine).get(ME).status()).isEqualTo(401);
        assertThat(as(other).get(ME).status()).isEqualTo(401);
        String fresh = logIn(PASSWORD);
        assertThat(as(fresh).get(ME).status()).isEqualTo(200);
        assertThat(as(fresh).delete("/v1/sessions?everywhere=false").status()).isEqualTo(204);
    }

    @Test
    void whoIsKnownByATokenOnlyLogsOutToo() {
        UUID unknown = UUID.randomUUID();
        String mine = api.bearer(unknown, Role.USER);
        String other = api.bearer(unknown, Role.USER);

        assertThat(api.ask("DELETE", "/v1/sessions?everywhere=true", mine, "").status())
                .isEqualTo(204);

        assertThat(api.ask("GET", ME, mine, "").status()).isEqualTo(401);
        assertThat(api.ask("GET", ME, other, "").status()).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"everywhere=yes", "everywhere=", "everywhere=TRUE", "everywhere=true&everywhere=true", "a=b"})
    void whatIsNoLogOutIsRefused(String query) {
        assertThat(api.newUser().delete("/v1/sessions?" + query).status()).isEqualTo(422);
    }

    @Test
    void anotherPasswordEndsTheOtherSessions() {
        String mine = register();
        String other = logIn(PASSWORD);
        String next = "another horse battery staple";

        Answer wrong = changePassword(mine, "not the password", next);
        assertThat(wrong.status()).isEqualTo(403);
        assertThat(wrong.code()).isEqualTo("FORBIDDEN");
        assertThat(as(other).get(ME).status()).isEqualTo(200);

        assertThat(changePassword(mine, PASSWORD, next).status()).isEqualTo(204);

        assertThat(as(mine).get(ME).status()).isEqualTo(200);
        assertThat(as(other).get(ME).status()).isEqualTo(401);
        assertThat(session(PASSWORD).status()).isEqualTo(401);
        assertThat(as(logIn(next)).get(ME).status()).isEqualTo(200);
        assertThat(changePassword(mine, next, "short").status()).isEqualTo(422);
    }

    // ---- rights ----

    @Test
    void theLastAdminIsKept() {
        Caller admin = api.firstAdmin();
        String id = admin.get(ME).text("id");
        for (String change : new String[] {"{\"isActive\": false}", "{\"role\": \"user\"}"}) {
            for (Caller by : new Caller[] {admin, api.newAdmin()}) {
                Answer refused = by.patch("/v1/users/" + id, change);
                assertThat(refused.status()).isEqualTo(409);
                assertThat(refused.code()).isEqualTo("LAST_ADMIN");
            }
        }
        assertThat(api.firstAdmin().get("/v1/users?email=" + ADMIN_EMAIL).status())
                .isEqualTo(200);
        assertThat(api.stranger().get("/health/ready").status()).isEqualTo(200);
    }

    @Test
    void whoWasThrownOutCannotComeBackNorThrowOutOthers() {
        Caller admin = api.firstAdmin();
        String id = as(register()).get(ME).text("id");
        admin.patch("/v1/users/" + id, "{\"role\": \"admin\"}");
        Caller mallory = as(logIn(PASSWORD));
        assertThat(mallory.get("/v1/users?email=" + ADMIN_EMAIL).status()).isEqualTo(200);

        admin.patch("/v1/users/" + id, "{\"role\": \"user\", \"isActive\": false}");

        assertThat(mallory.patch("/v1/users/" + id, "{\"role\": \"admin\", \"isActive\": true}")
                        .status())
                .isEqualTo(401);
        assertThat(mallory.patch("/v1/users/" + admin.get(ME).text("id"), "{\"isActive\": false}")
                        .status())
                .isEqualTo(401);
    }

    /** A token is only as good as its user, if there is one: whoever signed it. */
    @Test
    void anAdminsRightIsLookedUpWhereThereIsAUser() {
        UUID user = UUID.fromString(as(register()).get(ME).text("id"));
        String saysAdmin = api.bearer(user, Role.ADMIN);

        assertThat(api.ask("GET", "/v1/users?email=" + ADMIN_EMAIL, saysAdmin, "")
                        .code())
                .isEqualTo("FORBIDDEN");
        assertThat(api.ask("GET", ME, saysAdmin, "").status()).isEqualTo(200);
        assertThat(api.newAdmin().get("/v1/users?email=" + ADMIN_EMAIL).status())
                .as("of another issuer")
                .isEqualTo(200);
    }

    // ---- the words of these tests ----

    private String register() {
        assertThat(api.stranger()
                        .post(
                                "/v1/users",
                                "{\"email\": \"%s\", \"name\": \"Somebody\", \"password\": \"%s\"}"
                                        .formatted(email, PASSWORD))
                        .status())
                .isEqualTo(201);
        return logIn(PASSWORD);
    }

    private String logIn(String password) {
        Answer session = session(password);
        assertThat(session.status()).isEqualTo(201);
        return session.text("accessToken");
    }

    private Answer session(String password) {
        return api.stranger()
                .post("/v1/sessions", "{\"email\": \"%s\", \"password\": \"%s\"}".formatted(email, password));
    }

    private Answer changePassword(String token, String current, String next) {
        return as(token).put(ME + "/password", "{\"current\": \"%s\", \"new\": \"%s\"}".formatted(current, next));
    }

    private Caller as(String token) {
        return api.holderOf(token);
    }
}
