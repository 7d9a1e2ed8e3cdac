package io.evently;

import io.evently.http.Principal;
import io.evently.http.Role;
import io.evently.http.Tokens;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Who comes to a {@link Rehearsal}: one after the other, so that they take one processor at most. */
final class RehearsalCustomers {

    private static final int EVENTS = 8;
    private static final Duration LIFETIME = Duration.ofHours(1);

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final InetSocketAddress address;
    private final Tokens tokens;
    private final long deadline;

    /** @param deadline {@link System#nanoTime} after which nobody comes any more */
    RehearsalCustomers(InetSocketAddress address, Tokens tokens, long deadline) {
        this.address = address;
        this.tokens = tokens;
        this.deadline = deadline;
    }

    /**
     * Has events made and so many bookings of them, or as many as there is time for: most at once, some held first, some
     * repeated, some given back.
     *
     * @return how many were made
     * @throws IllegalStateException if one was not
     */
    int book(int bookings) {
        List<String> events = new ArrayList<>();
        String admin = token(Role.ADMIN);
        for (int event = 0; event < EVENTS && System.nanoTime() < deadline; event++) {
            String body =
                    """
                    {"name": "Rehearsal", "venue": "Here", "eventDate": "%s", "totalCapacity": 100000, "basePrice": "49.90"}
                    """
                            .formatted(Instant.now().plus(365, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS));
            events.add(location(201, request("/v1/events", admin).POST(BodyPublishers.ofString(body))));
        }
        int made = 0;
        while (made < bookings && System.nanoTime() < deadline) {
            customer(events.get(made % EVENTS), made);
            made++;
        }
        return made;
    }

    private void customer(String event, int number) {
        String token = token(Role.USER);
        boolean hold = number % 10 == 0;
        String booking = location(201, order(event, token, hold));
        if (hold) {
            expect(200, request(booking + "/confirm", token).POST(BodyPublishers.noBody()));
        } else if (number % 10 == 1) {
            expect(201, order(event, token, false));
        } else if (number % 10 == 2) {
            expect(200, request(booking, token).DELETE());
        } else {
            expect(200, request(event + "/availability", token).GET());
        }
    }

    private HttpRequest.Builder order(String event, String token, boolean hold) {
        return request(event + "/bookings", token)
                .header("Idempotency-Key", "rehearsal")
                .POST(BodyPublishers.ofString(hold ? "{\"quantity\": 2, \"hold\": true}" : "{\"quantity\": 2}"));
    }

    private String token(Role role) {
        return tokens.issue(new Principal(UUID.randomUUID(), role), LIFETIME);
    }

    private HttpRequest.Builder request(String path, String token) {
        return HttpRequest.newBuilder(URI.create("http://" + address.getHostString() + ":" + address.getPort() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json");
    }

    private String location(int status, HttpRequest.Builder request) {
        return expect(status, request).headers().firstValue("Location").orElseThrow();
    }

    private HttpResponse<String> expect(int status, HttpRequest.Builder request) {
        try {
            HttpRequest sent = request.timeout(Duration.ofSeconds(10)).build();
            HttpResponse<String> response = client.send(sent, BodyHandlers.ofString());
            if (response.statusCode() != status) {
                throw new IllegalStateException(
                        sent.uri().getPath() + " answered " + response.statusCode() + ": " + response.body());
            }
            return response;
        } catch (IOException e) {
            throw new IllegalStateException("the rehearsal's own server does not answer", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("nobody waits for the rehearsal any more", e);
        }
    }
}
