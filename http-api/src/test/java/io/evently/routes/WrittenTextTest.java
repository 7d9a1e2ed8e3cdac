package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Names, descriptions and reasons as people type them, on the whole api. */
@ExtendWith(WholeApi.Shared.class)
class WrittenTextTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    /** An e and its accent; what is kept is one character. */
    private static final String TYPED = "Cafe\u0301";

    private static final String KEPT = "Caf\u00e9";

    private static Caller admin;
    private static Caller stranger;

    @BeforeAll
    static void use(WholeApi api) {
        admin = api.newAdmin();
        stranger = api.stranger();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {" ", "\u3000\u00a0", "\u200b", "\ufeff \u00ad", "\u3164", "\t", "a\nb", "a\u0007", "a\u0085"})
    void aNameShowsSomethingAndIsOneLine(String name) {
        String event = Concert.on(admin, 1, "1.00");
        for (String field : new String[] {"name", "venue"}) {
            mustRefuse(
                    admin.post(
                            "/v1/events",
                            Concert.with(1, "1.00").put(field, name).toString()),
                    field);
            mustRefuse(
                    admin.patch(event, JSON.createObjectNode().put(field, name).toString()), field);
        }
        mustRefuse(stranger.post("/v1/users", person(name).toString()), "name");
    }

    @Test
    void whatLooksAlikeIsKeptAlike() {
        ObjectNode concert = Concert.with(5, "1.00")
                .put("name", TYPED)
                .put("venue", TYPED)
                .put("description", TYPED + "\n\t" + TYPED);
        String event = Concert.on(admin, concert);
        Answer shown = stranger.get(event);
        assertThat(shown.text("name")).isEqualTo(KEPT);
        assertThat(shown.text("venue")).isEqualTo(KEPT);
        assertThat(shown.text("description")).isEqualTo(KEPT + "\n\t" + KEPT);
        assertThat(admin.patch(event, JSON.createObjectNode().put("name", KEPT).toString())
                        .number("version"))
                .as("the same name")
                .isEqualTo(1);

        admin.put(
                event + "/price",
                JSON.createObjectNode()
                        .put("price", "2.00")
                        .put("reason", TYPED)
                        .toString());
        Eventually.holds(() -> assertThat(stranger.get(event + "/price-history").items("reason"))
                .containsExactly(KEPT));
        assertThat(stranger.post("/v1/users", person(TYPED).toString()).text("name"))
                .isEqualTo(KEPT);
    }

    @Test
    void lengthIsCountedAsItIsKept() {
        String typed = "e\u0301".repeat(255);
        Answer created = admin.post(
                "/v1/events", Concert.with(1, "1.00").put("name", typed).toString());
        assertThat(created.status()).isEqualTo(201);
        assertThat(created.text("name")).isEqualTo("\u00e9".repeat(255));
        mustRefuse(
                admin.post(
                        "/v1/events",
                        Concert.with(1, "1.00").put("name", typed + "e\u0301").toString()),
                "name");
    }

    @Test
    void aReasonMayHaveLinesButNoControls() {
        String event = Concert.on(admin, 1, "1.00");
        ObjectNode price = JSON.createObjectNode().put("price", "2.00");
        mustRefuse(admin.put(event + "/price", price.put("reason", "a\u0000").toString()), "reason");
        mustRefuse(
                admin.post(
                        event + "/cancel",
                        JSON.createObjectNode().put("reason", "a\u001b[2J").toString()),
                "reason");
        assertThat(admin.put(event + "/price", price.put("reason", "One.\nTwo.").toString())
                        .status())
                .isEqualTo(200);
    }

    private static ObjectNode person(String name) {
        return JSON.createObjectNode()
                .put("email", UUID.randomUUID() + "@example.org")
                .put("name", name)
                .put("password", "correct horse battery");
    }

    private static void mustRefuse(Answer answer, String field) {
        assertThat(answer.status()).as(answer.body()).isEqualTo(422);
        assertThat(answer.json().path("errors").findValuesAsText("field")).containsExactly(field);
    }
}
