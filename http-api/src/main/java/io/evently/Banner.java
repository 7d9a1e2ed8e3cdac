package io.evently;

import java.net.InetSocketAddress;
import java.util.List;

/** What a newcomer reads first: where Evently is, who the admin is, and a first booking to paste. */
final class Banner {

    private Banner() {}

    static void print(InetSocketAddress address, AdminLogin admin, List<String> databases) {
        String url = "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
        System.out.println(
                """

                Evently is ready at %s
                %s

                Log in, make an event, book two seats:

                  TOKEN=$(curl -s %s/v1/sessions -H 'Content-Type: application/json' \\
                    -d '{"email": "%s", "password": "%s"}' | sed 's/.*"accessToken":"\\([^"]*\\)".*/\\1/')
                  EVENT=$(curl -s %s/v1/events -H "Authorization: Bearer $TOKEN" -H 'Content-Type: application/json' \\
                    -d '{"name": "First night", "venue": "Main hall", "eventDate": "%d-06-01T19:30:00Z", "totalCapacity": 500, "basePrice": "49.90"}' \\
                    | sed 's/{"id":"\\([^"]*\\)".*/\\1/')
                  curl -s %s/v1/events/$EVENT/bookings -H "Authorization: Bearer $TOKEN" \\
                    -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-booking' -d '{"quantity": 2}'
                  curl -s %s/v1/events/$EVENT/availability

                All routes: %s/docs   Databases: %s (psql: drop the "jdbc:")
                Stop with Ctrl-C.
                """
                        .formatted(
                                url,
                                admin.sentence(),
                                url,
                                admin.email(),
                                admin.madeUpPassword().orElse("<the admin's password>"),
                                url,
                                java.time.Year.now(java.time.ZoneOffset.UTC).getValue() + 1,
                                url,
                                url,
                                url,
                                databases.get(0)));
    }
}
