package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.user.Role;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** A node that is told to stop while people watch an event. */
class NodeStopTest {

    private static final String SECRET = "a secret of the tests, long enough!!";

    private final HttpClient client = HttpClient.newHttpClient();
    private final String token = new Tokens(SECRET, Clock.systemUTC())
            .issue(new Principal(UUID.randomUUID(), Role.ADMIN), Duration.ofHours(1));

    /**
     * A stream that is not ended goes on asking its event while the shards hand over, and the stop waits for it until
     * its phase runs out (30 s): also for those who left and whose leaving the server has not noticed.
     */
    @Test
    void streamsAreEndedAndNotCut() throws Exception {
        HttpResponse<InputStream> stream;
        try (RunningNode node = RunningNode.start(SECRET, "the admin of the tests")) {
            String events = "http://127.0.0.1:" + node.port() + "/v1/events";
            stream = client.send(
                    HttpRequest.newBuilder(URI.create(events + "/" + create(events) + "/stream"))
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            // A stream opens before its event has answered: the stop comes to one that has told its first state.
            readPast(stream.body(), "data: {");
        }
        // To its end: a connection that was cut is an IOException here.
        String rest = new String(stream.body().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(rest).endsWith("\n\n");
    }

    private static void readPast(InputStream stream, String words) throws IOException {
        StringBuilder received = new StringBuilder();
        while (received.indexOf(words) < 0) {
            int next = stream.read();
            assertThat(next).as("more after %s", received).isNotNegative();
            received.append((char) next);
        }
    }

    private String create(String events) throws Exception {
        String concert =
                """
                {"name": "Night of the Proms", "venue": "Olympiahalle", "eventDate": "2099-06-01T19:30:00Z",
                 "totalCapacity": 10, "basePrice": "49.90"}
                """;
        HttpRequest request = HttpRequest.newBuilder(URI.create(events))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(concert))
                .build();
        return new ObjectMapper()
                .readTree(client.send(request, BodyHandlers.ofString()).body())
                .path("id")
                .asText();
    }
}
