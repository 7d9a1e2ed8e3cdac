package io.evently;

import io.evently.WarmUpConnection.Answer;
import io.evently.http.access.Principal;
import io.evently.http.access.Tokens;
import io.evently.user.Role;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Who comes to a {@link WarmUp}: first one after the other, then in crowds. All of them are one thread. */
final class WarmUpCustomers {

    /** So many that none gets the 500 facts after which it would want a snapshot when it stops, for which nobody has a store. */
    private static final int EVENTS = 16;

    private static final Duration LIFETIME = Duration.ofHours(1);
    private static final String CLOSE = "Connection: close\r\n";

    private final InetSocketAddress address;
    private final Tokens tokens;
    private final long deadline;
    private final List<String> events = new ArrayList<>();

    /** @param deadline {@link System#nanoTime} after which nobody comes any more */
    WarmUpCustomers(InetSocketAddress address, Tokens tokens, long deadline) {
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
        try (WarmUpConnection connection = WarmUpConnection.to(address)) {
            String admin = token(Role.ADMIN);
            while (events.size() < EVENTS && inTime()) {
                events.add(new Customer(connection, admin)
                        .expect(
                                201,
                                "POST",
                                "/v1/events",
                                """
                                {"name": "Warm-up", "venue": "Here", "eventDate": "%s", "totalCapacity": 1000000, \
                                "basePrice": "49.90"}\
                                """
                                        .formatted(Instant.now()
                                                .plus(365, ChronoUnit.DAYS)
                                                .truncatedTo(ChronoUnit.SECONDS)))
                        .location());
            }
            int made = 0;
            while (made < bookings && inTime()) {
                new Customer(connection, token(Role.USER)).visit(events.get(made % EVENTS), made);
                made++;
            }
            return made;
        } catch (IOException e) {
            throw new IllegalStateException("the warm-up's own server does not answer", e);
        }
    }

    /**
     * So many people at the same moment, each with a connection of their own.
     *
     * @return how many bookings were made: none if there is no time left
     * @throws IllegalStateException if one was not
     */
    int crowd(int size) {
        List<WarmUpConnection> connections = new ArrayList<>();
        try {
            for (int customer = 0; customer < size && inTime(); customer++) {
                connections.add(WarmUpConnection.to(address));
            }
            for (int customer = 0; customer < connections.size(); customer++) {
                connections
                        .get(customer)
                        .send(
                                "POST",
                                events.get(customer % EVENTS) + "/bookings",
                                headers(token(Role.USER)) + "Idempotency-Key: " + UUID.randomUUID() + "\r\n" + CLOSE,
                                "{\"quantity\": 1}");
            }
            for (WarmUpConnection each : connections) {
                mustBe(201, each.receive());
            }
            return connections.size();
        } catch (IOException e) {
            throw new IllegalStateException("the warm-up's own server does not answer a crowd", e);
        } finally {
            connections.forEach(WarmUpCustomers::close);
        }
    }

    private boolean inTime() {
        return System.nanoTime() < deadline;
    }

    private String token(Role role) {
        return tokens.issue(new Principal(UUID.randomUUID(), role), LIFETIME);
    }

    private static String headers(String token) {
        return "Authorization: Bearer " + token + "\r\nContent-Type: application/json\r\n";
    }

    private static Answer mustBe(int status, Answer answer) {
        if (answer.status() != status) {
            throw new IllegalStateException("answered " + answer.status() + ": " + answer.body());
        }
        return answer;
    }

    private static void close(WarmUpConnection connection) {
        try {
            connection.close();
        } catch (IOException e) {
            throw new IllegalStateException("a socket that does not close", e);
        }
    }

    /** Somebody with a token. */
    private record Customer(WarmUpConnection connection, String token) {

        private void visit(String event, int number) throws IOException {
            boolean hold = number % 10 == 0;
            String booking = order(event, hold).location();
            if (hold) {
                expect(200, "POST", booking + "/confirm", "");
            } else if (number % 10 == 1) {
                order(event, false);
            } else if (number % 10 == 2) {
                expect(200, "DELETE", booking, "");
            } else {
                expect(200, "GET", event + "/availability", "");
            }
        }

        private Answer order(String event, boolean hold) throws IOException {
            return expect(201, "POST", event + "/bookings", "{\"quantity\": 2, \"hold\": %s}".formatted(hold));
        }

        private Answer expect(int status, String method, String path, String body) throws IOException {
            // Keys of bookings are kept by their event; nothing else is, in a node that has no databases yet.
            String key = path.endsWith("/bookings") ? "Idempotency-Key: warm-up\r\n" : "";
            connection.send(method, path, headers(token) + key, body);
            return mustBe(status, connection.receive());
        }
    }
}
