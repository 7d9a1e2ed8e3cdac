package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import io.evently.tables.message.NotificationRow;
import java.util.List;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The inbox over HTTP, and what one wants to hear of. */
@ExtendWith(WholeApi.Shared.class)
class NotificationRoutesTest {

    private static final String EVERYTHING = "{\"email\":{\"booking\":true,\"waitlist\":true,\"event\":true},"
            + "\"inApp\":{\"booking\":true,\"waitlist\":true,\"event\":true}}";
    private static final String SOME = "{\"email\":{\"booking\":true,\"waitlist\":false,\"event\":true},"
            + "\"inApp\":{\"booking\":false,\"waitlist\":true,\"event\":false}}";

    private WholeApi api;
    private Told told;
    private Caller anna;

    @BeforeEach
    void use(WholeApi running) {
        api = running;
        told = new Told(api.databases());
        anna = api.newUser();
    }

    @Test
    void aMessageIsShownToItsRecipientAsItIs() {
        NotificationRow row = told.tell(anna.id(), "Seats are promised to you.");

        Answer list = anna.get("/v1/notifications");

        JsonNode message = list.json().path("items").get(0);
        assertThat(message.path("id").asText()).isEqualTo(row.id().toString());
        assertThat(message.path("type").asText()).isEqualTo("waitlist_promotion");
        assertThat(message.path("cause").asText()).isEqualTo("promoted");
        assertThat(message.path("eventId").asText()).isEqualTo(row.eventId().toString());
        assertThat(message.path("message").asText()).isEqualTo("Seats are promised to you.");
        assertThat(message.path("read").asBoolean()).isFalse();
        assertThat(message.path("data").path("quantity").asText()).isEqualTo("2");
        assertThat(Long.parseLong(message.path("streamId").asText())).isPositive();
        assertThat(list.number("unreadCount")).isEqualTo(1);
        assertThat(list.header("evently-as-of")).isNotNull();
        assertThat(api.newUser().get("/v1/notifications").items("id")).isEmpty();
        assertThat(api.newAdmin().get("/v1/notifications").items("id")).isEmpty();
    }

    @Test
    void whatIsUnreadComesFirstAndEachPartIsNewestFirst() {
        told.tell(anna.id(), 7);
        List<String> ids = anna.get("/v1/notifications").items("id");
        assertThat(messages(anna.get("/v1/notifications"))).containsExactly("7", "6", "5", "4", "3", "2", "1");
        for (int place : new int[] {0, 2, 5}) {
            mark(ids.get(place), true);
        }

        assertThat(messages(anna.get("/v1/notifications"))).containsExactly("6", "4", "3", "1", "7", "5", "2");
        assertThat(anna.pages("/v1/notifications?limit=2", "message"))
                .containsExactly("6", "4", "3", "1", "7", "5", "2");
        assertThat(anna.pages("/v1/notifications?limit=1&unread=true", "message"))
                .containsExactly("6", "4", "3", "1");
        assertThat(anna.pages("/v1/notifications?limit=2&unread=false", "message"))
                .containsExactly("7", "5", "2");
        assertThat(anna.get("/v1/notifications?unread=false&limit=1").number("unreadCount"))
                .isEqualTo(4);
    }

    @Test
    void whatIsNoFilterOrNoPlaceOfThisListIsRefused() {
        for (String query :
                new String[] {"unread=yes", "unread=", "unread=true&unread=true", "cursor=x", "limit=0", "a=b"}) {
            assertThat(anna.get("/v1/notifications?" + query).code()).as(query).isEqualTo("INVALID_REQUEST");
        }
        String promotions = io.evently.http.format.Cursor.of("promotions", "open", 1, UUID.randomUUID());
        assertThat(anna.get("/v1/notifications?cursor=" + promotions).code()).isEqualTo("INVALID_REQUEST");
    }

    @Test
    void aMarkIsSetAndTakenBackByItsOwnerOnly() {
        String id = told.tell(anna.id(), "x").id().toString();

        assertThat(mark(id, true).path("read").asBoolean()).isTrue();
        assertThat(mark(id, true).path("read").asBoolean()).isTrue();
        assertThat(anna.get("/v1/notifications").number("unreadCount")).isZero();
        for (Caller other : List.of(api.newUser(), api.newAdmin())) {
            assertThat(other.patch("/v1/notifications/" + id, "{\"read\": false}")
                            .code())
                    .isEqualTo("NOT_FOUND");
        }
        assertThat(anna.get("/v1/notifications?unread=true").items("id")).isEmpty();
        assertThat(mark(id, false).path("read").asBoolean()).isFalse();
        assertThat(anna.get("/v1/notifications?unread=true").items("id")).containsExactly(id);
        assertThat(anna.patch("/v1/notifications/" + UUID.randomUUID(), "{\"read\": true}")
                        .status())
                .isEqualTo(404);
        for (String body :
                new String[] {"{}", "{\"read\": \"true\"}", "{\"read\": null}", "{\"read\": true, \"a\": 1}"}) {
            assertThat(anna.patch("/v1/notifications/" + id, body).code())
                    .as(body)
                    .isEqualTo("INVALID_REQUEST");
        }
    }

    @Test
    void allThatThereIsIsMarkedInSteps() {
        told.tell(anna.id(), 2_345);
        Caller bob = api.newUser();
        told.tell(bob.id(), 2);

        assertThat(anna.get("/v1/notifications").number("unreadCount"))
                .as("counted so far")
                .isEqualTo(1_000);
        assertThat(readAll(anna)).isEqualTo(2_345);
        assertThat(readAll(anna)).isZero();
        assertThat(anna.get("/v1/notifications").number("unreadCount")).isZero();
        assertThat(bob.get("/v1/notifications").number("unreadCount")).isEqualTo(2);
        told.tell(anna.id(), "later");
        assertThat(anna.get("/v1/notifications?unread=true").items("message")).containsExactly("later");
    }

    @Test
    void whatGoesByMailOnlyIsInNoInboxButInTheExport() {
        NotificationRow byMail = told.tellByMail(anna.id(), "by mail");
        told.tell(anna.id(), "in the inbox");

        Answer list = anna.get("/v1/notifications");
        assertThat(messages(list)).containsExactly("in the inbox");
        assertThat(list.number("unreadCount")).isEqualTo(1);
        assertThat(anna.patch("/v1/notifications/" + byMail.id(), "{\"read\": true}")
                        .status())
                .isEqualTo(404);
        assertThat(readAll(anna)).isEqualTo(1);
        JsonNode exported = anna.get("/v1/users/me/export").json().path("notifications");
        assertThat(exported.path("items").findValuesAsText("message")).containsExactly("in the inbox", "by mail");
        assertThat(exported.path("complete").asBoolean()).isTrue();
    }

    @Test
    void whoeverSaidNothingHearsOfEverything() {
        assertThat(anna.get("/v1/users/me/preferences").body()).isEqualTo(EVERYTHING);
    }

    @Test
    void whatOneWantsToHearOfIsKeptExportedAndAudited() {
        assertThat(anna.put("/v1/users/me/preferences", SOME).body()).isEqualTo(SOME);
        assertThat(anna.get("/v1/users/me/preferences").body()).isEqualTo(SOME);
        assertThat(api.newUser().get("/v1/users/me/preferences").body()).isEqualTo(EVERYTHING);
        assertThat(anna.get("/v1/users/me/export").json().path("preferences").toString())
                .isEqualTo(SOME);
        Eventually.holds(() -> {
            JsonNode entries =
                    api.newAdmin().get("/v1/audit?actor=" + anna.id()).json().path("items");
            List<JsonNode> changes = StreamSupport.stream(entries.spliterator(), false)
                    .filter(entry -> entry.path("action").asText().equals("user.preferences_changed"))
                    .toList();
            assertThat(changes).hasSize(1);
            assertThat(changes.get(0).path("entityId").asText())
                    .isEqualTo(anna.id().toString());
            assertThat(changes.get(0).path("changes").toString()).doesNotContain("waitlist", "false");
        });
    }

    @Test
    void nothingIsGuessedOfWhatOneWants() {
        List<String> wrong = List.of(
                "{}",
                "[]",
                SOME.replace("\"waitlist\":false,", ""),
                SOME.replaceFirst("true", "\"true\""),
                SOME.replaceFirst("true", "null"),
                SOME.replaceFirst("true", "1"),
                SOME.replaceFirst("\"booking\"", "\"sms\":true,\"booking\""),
                SOME.replaceFirst("\\{", "{\"sms\":{},"),
                "{\"email\":{\"booking\":true,\"waitlist\":true,\"event\":true},\"inApp\":true}",
                "{\"email\":{\"booking\":true,\"waitlist\":true,\"event\":true}}");
        for (String body : wrong) {
            assertThat(anna.put("/v1/users/me/preferences", body).code())
                    .as(body)
                    .isEqualTo("INVALID_REQUEST");
        }
        assertThat(anna.get("/v1/users/me/preferences").body()).isEqualTo(EVERYTHING);
    }

    private static List<String> messages(Answer list) {
        return list.items("message");
    }

    private JsonNode mark(String id, boolean read) {
        Answer answer = anna.patch("/v1/notifications/" + id, "{\"read\": " + read + "}");
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.text("id")).isEqualTo(id);
        return answer.json();
    }

    private static int readAll(Caller caller) {
        Answer answer = caller.post("/v1/notifications/read-all", null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.number("read");
    }
}
