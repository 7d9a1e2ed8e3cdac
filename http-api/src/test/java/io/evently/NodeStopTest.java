package io.evently;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.evently.http.Principal;
import io.evently.http.Role;
import io.evently.http.Tokens;
import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
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
    /** What the shards wait for when somebody still asks their events while they stop (cluster-sharding-shutdown-region). */
    private static final Duration WHEN_IT_HANGS = Duration.ofSeconds(30);

    private final HttpClient client = HttpClient.newHttpClient();
    private final String token = new Tokens(SECRET, Clock.systemUTC())
            .issue(new Principal(UUID.randomUUID(), Role.ADMIN), Duration.ofHours(1));

    @Test
    void streamsEndOrderlyAndDoNotHoldItUp() throws Exception {
        HttpResponse<InputStream> stream;
        long began;
        try (RunningNode node = RunningNode.start(SECRET, "the admin of the tests")) {
            String events = "http://127.0.0.1:" + node.port() + "/v1/events";
            String event = create(events);
            stream = client.send(
                    HttpRequest.newBuilder(URI.create(events + "/" + event + "/stream"))
                            .build(),
                    BodyHandlers.ofInputStream());
            assertThat(stream.statusCode()).isEqualTo(200);
            began = System.nanoTime();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(WHEN_IT_HANGS);
        // A connection that was cut would be an IOException here.
        assertThat(new BufferedReader(new InputStreamReader(stream.body(), StandardCharsets.UTF_8)).lines())
                .anyMatch(line -> line.startsWith("data: "));
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
