package io.evently.routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.TwoRunningNodes;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.routes.EventStream.Message;
import io.evently.user.Role;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A person is told on the node they are connected to, whichever node they or others decide something on. */
class NotificationsOfTwoNodesTest {

    private static final Tokens TOKENS = new Tokens(WholeApi.SECRET, Clock.systemUTC());

    @TempDir
    private Path folder;

    @Test
    void whatIsBookedOnOneNodeIsHeardOfOnTheOther() throws IOException {
        try (TwoRunningNodes nodes = new TwoRunningNodes("inbox_nodes", folder, WholeApi.SECRET)) {
            UUID anna = UUID.randomUUID();
            Caller admin = caller(nodes.firstAddress(), UUID.randomUUID(), Role.ADMIN);
            Caller here = caller(nodes.firstAddress(), anna, Role.USER);
            Caller there = caller(nodes.secondAddress(), anna, Role.USER);
            String event = Concert.on(admin, 10, "49.90");

            String seen;
            try (EventStream stream = EventStream.open(there, "/v1/notifications/stream")) {
                assertThat(stream.line()).startsWith("retry: ");
                String booking =
                        here.post(event + "/bookings", "{\"quantity\": 2}").text("id");
                Message message = stream.next();
                JsonNode told = document(message);
                assertThat(told.path("cause").asText()).isEqualTo("booking_confirmed");
                assertThat(told.path("data").path("bookingId").asText()).isEqualTo(booking);
                seen = message.id();
            }
            String missed = there.post(event + "/bookings", "{\"quantity\": 1}").text("id");
            try (EventStream stream = EventStream.open(here, "/v1/notifications/stream", "Last-Event-ID", seen)) {
                assertThat(document(stream.next())
                                .path("data")
                                .path("bookingId")
                                .asText())
                        .isEqualTo(missed);
                String next =
                        here.post(event + "/bookings", "{\"quantity\": 1}").text("id");
                assertThat(document(stream.next())
                                .path("data")
                                .path("bookingId")
                                .asText())
                        .isEqualTo(next);
            }
            assertThat(there.get("/v1/notifications").items("cause"))
                    .containsExactly("booking_confirmed", "booking_confirmed", "booking_confirmed");
        }
    }

    private static Caller caller(String address, UUID id, Role role) {
        return new Caller(address, id, TOKENS.issue(new Principal(id, role), Duration.ofHours(1)));
    }

    private static JsonNode document(Message message) throws IOException {
        return new ObjectMapper().readTree(message.data());
    }
}
