package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.http.server.RawClient.Answer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Reasons that people type stand nowhere in a database but encrypted, and are shown as they were typed. */
@ExtendWith(WholeApi.Shared.class)
class TypedTextsTest {

    private static WholeApi api;
    private static Caller admin;

    @BeforeAll
    static void take(WholeApi running) {
        api = running;
        admin = api.newAdmin();
    }

    @Test
    void theReasonOfAPriceIsShownAndNowhereElse() {
        String event = Concert.on(admin, 2, "10.00");
        admin.put(event + "/price", "{\"price\": \"5.00\", \"reason\": \"canary-price of Grete\\nM\\u00fcller\"}");
        String history = event + "/price-history";

        Eventually.holds(() -> assertThat(api.stranger().get(history).items("reason"))
                .containsExactly("canary-price of Grete\nMüller"));

        assertThat(standsIn("canary-price")).isEmpty();
        assertThat(rows("select left(reason, 8) from pricing_history where event_id = '" + Concert.id(event) + "'"))
                .containsExactly("\u0002sealed:");
    }

    @Test
    void theReasonOfAPriorityIsShownToAdminsAndNowhereElse() {
        String event = Concert.on(admin, 1, "10.00");
        Caller anna = api.newUser();
        anna.post(event + "/bookings", "{\"quantity\": 1}");
        Caller bert = api.newUser();
        String entry = bert.post(event + "/waitlist", "{}").text("id");
        admin.patch(event + "/waitlist/" + entry, "{\"priorityScore\": 5, \"reason\": \"canary-priority\"}");
        bert.delete(event + "/waitlist/me");

        Eventually.holds(
                () -> assertThat(admin.get(event + "/waitlist?status=left").items("priorityReason"))
                        .containsExactly("canary-priority"));

        assertThat(standsIn("canary-priority")).isEmpty();
    }

    @Test
    void theReasonOfACancellationStandsNowhere() {
        String event = Concert.on(admin, 1, "10.00");
        assertThat(admin.post(event + "/cancel", "{\"reason\": \"canary-cancelled\"}")
                        .status())
                .isEqualTo(200);

        String reasons = "select left(cancel_reason, 8) from events where id = '" + Concert.id(event) + "'";
        Eventually.holds(() -> assertThat(rows(reasons)).containsExactly("\u0002sealed:"));
        assertThat(standsIn("canary-cancelled")).isEmpty();
    }

    @Test
    void whatCannotBeOpenedIsAbsentAndWhatTheVersionBeforeWroteIsShown() throws SQLException {
        String event = Concert.on(admin, 2, "10.00");
        admin.put(event + "/price", "{\"price\": \"5.00\", \"reason\": \"first\"}");
        admin.put(event + "/price", "{\"price\": \"6.00\", \"reason\": \"second\"}");
        String history = event + "/price-history";
        Eventually.holds(
                () -> assertThat(api.stranger().get(history).items("reason")).containsExactly("second", "first"));
        String ofEvent = " where event_id = '" + Concert.id(event) + "' and new_price = ";
        api.change("update pricing_history set reason = 'as it was'" + ofEvent + "5");
        api.change("update pricing_history set reason = E'\\x02sealed:AAAA'" + ofEvent + "6");

        Answer answer = api.stranger().get(history);

        assertThat(answer.status()).isEqualTo(200);
        JsonNode items = answer.json().path("items");
        assertThat(items.path(0).path("reason").isNull()).isTrue();
        assertThat(items.path(1).path("reason").asText()).isEqualTo("as it was");
    }

    /** From where attempts came is looked for as well: the address is 127.0.0.1 here, so only the agent tells. */
    @Test
    void theClientOfAnAttemptIsShownToAdminsAndNowhereElse() {
        String event = Concert.on(admin, 1, "10.00");
        api.newUser().post(event + "/bookings", "{\"quantity\": 1}", "User-Agent", "canary-agent");
        String attempts = "/v1/booking-attempts?eventId=" + Concert.id(event);

        Eventually.holds(
                () -> assertThat(admin.get(attempts).items("userAgent")).containsExactly("canary-agent"));

        assertThat(standsIn("canary-agent")).isEmpty();
        assertThat(rows("select count(*) from booking_attempts where ip_address is not null or user_agent is not null"))
                .containsOnly("0");
    }

    /** Tables in which a word stands in some row, of any database, journal and snapshots included. */
    private static List<String> standsIn(String word) {
        // As text a row shows its bytes in hexadecimal.
        String search =
                """
                select '%1$s' from %1$s as each
                where position('%2$s' in each::text) > 0 or position(encode('%2$s', 'hex') in each::text) > 0
                """;
        List<String> searches = rows(
                        """
                        select c.oid::regclass from pg_class c join pg_namespace n on n.oid = c.relnamespace
                        where relkind in ('r', 'p') and not relispartition and nspname in ('public', 'keys')
                        """)
                .stream()
                .distinct()
                .map(table -> search.formatted(table, word))
                .toList();
        assertThat(searches).as("tables").hasSizeGreaterThan(20);
        return rows(String.join("union all\n", searches));
    }

    private static List<String> rows(String query) {
        List<String> values = new ArrayList<>();
        for (String url : api.databases()) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement();
                    ResultSet rows = statement.executeQuery(query)) {
                while (rows.next()) {
                    values.add(rows.getString(1));
                }
            } catch (SQLException e) {
                throw new AssertionError(e);
            }
        }
        return values;
    }
}
