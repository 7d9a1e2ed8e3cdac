package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.http.server.RawClient.Answer;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What mails say, as an admin reads and changes it. Each test takes a type of its own. */
@ExtendWith(WholeApi.Shared.class)
class TemplateRoutesTest {

    private static Caller admin;

    @BeforeAll
    static void take(WholeApi api) {
        admin = api.newAdmin();
        Eventually.holds(() ->
                assertThat(admin.get("/v1/email-templates/welcome").status()).isEqualTo(200));
    }

    private static ObjectNode template(String subject, String html, String text) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("subject", subject)
                .put("html", html)
                .put("text", text);
    }

    @Test
    void whatComesWithEventlyIsThereAndMayBeSavedAsItIs() {
        String path = "/v1/email-templates/booking_confirm";
        Answer read = admin.get(path);

        assertThat(read.text("type")).isEqualTo("booking_confirm");
        assertThat(read.text("html")).startsWith("<!doctype html>");
        assertThat(read.text("language")).isEqualTo("en");
        assertThat(read.header("etag")).isEqualTo("\"" + read.number("version") + "\"");
        assertThat(read.json().path("variables").path("eventDate").asText()).isEqualTo("time");
        assertThat(read.json().path("variables").has("link")).isFalse();

        ObjectNode same = template(read.text("subject"), read.text("html"), read.text("text"));
        Answer saved = admin.put(path, same.toString());
        assertThat(saved.status()).isEqualTo(200);
        assertThat(saved.number("version")).isEqualTo(read.number("version"));
    }

    @Test
    void aChangeIsANewVersionAndTheOldOneCanBeRead() {
        String path = "/v1/email-templates/cancellation";
        Answer before = admin.get(path);
        String words = template("Off: {{ eventName }}", "<b>{{ eventName }}</b>", "{{ eventName }}")
                .put("language", "de")
                .toString();

        Answer changed = admin.put(path, words, "If-Match", before.header("etag"));

        assertThat(changed.status()).isEqualTo(200);
        assertThat(changed.number("version")).isEqualTo(before.number("version") + 1);
        assertThat(changed.text("language")).isEqualTo("de");
        assertThat(admin.get(path).text("subject")).isEqualTo("Off: {{ eventName }}");
        assertThat(admin.get(path + "?version=" + before.number("version")).text("subject"))
                .isEqualTo(before.text("subject"));
        assertThat(admin.get(path + "?version=999999").status()).isEqualTo(404);
        assertThat(admin.put(path, words, "If-Match", before.header("etag")).code())
                .isEqualTo("VERSION_MISMATCH");
        assertThat(admin.post(path + "/preview", "{}").text("subject")).isEqualTo("Off: The Midsummer Concert");
        Eventually.holds(() -> assertThat(admin.get("/v1/audit?entity=template&actor=" + admin.id())
                        .json()
                        .path("items"))
                .singleElement()
                .satisfies(entry -> {
                    JsonNode changes = entry.path("changes");
                    assertThat(changes.path("type").asText()).isEqualTo("cancellation");
                    assertThat(changes.toString()).doesNotContain("Off:");
                }));
    }

    @Test
    void whatIsWrongIsToldByItsPart() {
        Answer refused = admin.put(
                "/v1/email-templates/waitlist_join",
                template("{{ nobody }}", "<script>x</script>", "{{ eventName")
                        .put("language", "nonsense")
                        .toString());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field"))
                .containsExactlyInAnyOrder("language", "subject", "html", "text");
        assertThat(admin.put(
                                "/v1/email-templates/waitlist_join",
                                template("x", "{{ eventName }}", "says nothing").toString())
                        .json()
                        .path("errors")
                        .findValuesAsText("message"))
                .containsExactly("must show eventName for waitlist_joined");
    }

    @Test
    void blankWordsAreNone() {
        Answer refused = admin.put(
                "/v1/email-templates/waitlist_join",
                template(" ", "\u3000", "\n").toString());

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("message"))
                .containsExactly("must not be blank", "must not be blank", "must not be blank");
    }

    @Test
    void aPreviewShowsHostileValuesHarmlessly() {
        ObjectNode preview =
                template("{{ eventName }}", "<p title=\"{{ venue }}\">{{ eventName }}</p>", "{{ eventName }}");
        preview.putObject("variables")
                .put("cause", "date_changed")
                .put("eventName", "<script>alert(1)</script>\r\nBcc: all")
                .put("venue", "\"><b>");

        Answer shown = admin.post("/v1/email-templates/notification/preview", preview.toString());

        assertThat(shown.status()).isEqualTo(200);
        assertThat(shown.header("content-type")).startsWith("application/json");
        assertThat(shown.text("subject")).isEqualTo("<script>alert(1)</script> Bcc: all");
        assertThat(shown.text("html"))
                .isEqualTo("<p title=\"&quot;&gt;&lt;b&gt;\">&lt;script&gt;alert(1)&lt;/script&gt;  Bcc: all</p>");
    }

    @Test
    void aPreviewIsOfACauseOfItsType() {
        Answer shown = admin.post(
                "/v1/email-templates/notification/preview", "{\"variables\": {\"cause\": \"price_changed\"}}");
        Answer refused =
                admin.post("/v1/email-templates/notification/preview", "{\"variables\": {\"cause\": \"promoted\"}}");

        assertThat(shown.text("subject")).contains("is now 49.90 (was 59.90)");
        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("field")).containsExactly("variables.cause");
    }

    @Test
    void aPreviewOfAMessageThatLacksAValueSaysSo() {
        Answer refused = admin.post(
                "/v1/email-templates/booking_confirm/preview",
                "{\"html\": \"{{ venue }}\", \"variables\": {\"venue\": null}}");

        assertThat(refused.status()).isEqualTo(422);
        assertThat(refused.json().path("errors").findValuesAsText("message")).contains("there is no venue");
    }
}
