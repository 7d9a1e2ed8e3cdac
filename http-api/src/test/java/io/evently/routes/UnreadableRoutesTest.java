package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.uuid.Generators;
import io.evently.http.server.RawClient.Answer;
import java.sql.SQLException;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** An event whose journal cannot be read, as customers and operators see it. */
@ExtendWith(WholeApi.Shared.class)
class UnreadableRoutesTest {

    /** As Evently makes them: others are none, without a look. */
    private final UUID event = Generators.timeBasedEpochRandomGenerator().generate();

    private final String path = "/v1/events/" + event;
    private WholeApi api;

    @BeforeEach
    void spoil(WholeApi shared) throws SQLException {
        api = shared;
        api.change("insert into event_journal (persistence_id, sequence_number, writer, write_timestamp,"
                + " adapter_manifest, event_payload, event_ser_id, event_ser_manifest)"
                + " values ('Event|" + event + "', 1, 'x', 0, '', 'garbage', 781001, 'commit:1')");
    }

    @AfterEach
    void mend() throws SQLException {
        api.change("delete from event_journal where persistence_id = 'Event|" + event + "'");
        api.change("delete from projection_quarantine where persistence_id = 'Event|" + event + "'");
        Eventually.holds(() -> {
            assertThat(api.stranger().get(path).status()).isEqualTo(404);
            assertThat(listed()).isNull();
        });
    }

    @Test
    void customersHearThatNothingWasDoneAndOperatorsWhoseJournalItIs() {
        isRefused(api.newUser().post(path + "/bookings", "{\"quantity\": 1}"));
        isRefused(api.stranger().get(path));
        isRefused(api.stranger().get(path + "/availability"));
        isRefused(api.newAdmin().post(path + "/cancel", "{\"reason\": \"spoilt\"}"));

        JsonNode listed = listed();
        assertThat(listed.path("sequenceNumber").asLong()).isEqualTo(1);
        assertThat(listed.path("reason").asText()).startsWith("record 1 of Event|" + event + " cannot be read");
        assertThat(listed.path("since").asText()).endsWith("Z");
        assertThat(listed.path("tries").asInt()).isGreaterThanOrEqualTo(2);
        Eventually.holds(() -> assertThat(api.stranger().get("/metrics").body())
                .containsPattern("(?m)^evently_entities_unreadable [1-9]"));
    }

    private static void isRefused(Answer answer) {
        assertThat(answer.status()).isEqualTo(503);
        assertThat(answer.text("code")).isEqualTo("BUSY");
        assertThat(answer.text("detail")).startsWith("This event cannot be read from its journal at the moment");
        assertThat(answer.header("retry-after")).isEqualTo("30");
    }

    /** Null: it is not. */
    private JsonNode listed() {
        for (JsonNode row : api.newAdmin().get("/v1/cluster").json().path("unreadable")) {
            if (row.path("persistenceId").asText().equals("Event|" + event)) {
                return row;
            }
        }
        return null;
    }
}
