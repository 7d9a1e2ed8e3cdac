package io.evently;

import java.net.InetSocketAddress;
import java.time.Year;
import java.time.ZoneOffset;

/** What a newcomer reads first: where Evently is, who the admin is, and a first booking to paste. */
final class Banner {

    /**
     * The password is typed, and goes to {@code curl} by its standard input, the token by a file of the user's own: arguments
     * are in the list of processes and in the shell's history.
     */
    private static final String TEXT =
            """

            Evently is ready at %1$s
            %2$s

            Log in: paste the first line, type the admin's password and Enter, then paste the second

              read -rs PASSWORD
              TOKEN=$(mktemp) && printf '{"email": "%3$s", "password": "%%s"}' "$PASSWORD" | curl -s %1$s/v1/sessions \\
                -H 'Content-Type: application/json' -d @- | sed 's/.*"accessToken":"\\([^"]*\\)".*/Authorization: Bearer \\1/' > "$TOKEN"

            Make an event, book two seats:

              EVENT=$(curl -s %1$s/v1/events -H @"$TOKEN" -H 'Content-Type: application/json' \\
                -d '{"name": "First night", "venue": "Main hall", "eventDate": "%4$d-06-01T19:30:00Z", "totalCapacity": 500, "basePrice": "49.90"}' \\
                | sed 's/{"id":"\\([^"]*\\)".*/\\1/')
              curl -s %1$s/v1/events/$EVENT/bookings -H @"$TOKEN" \\
                -H 'Content-Type: application/json' -H 'Idempotency-Key: my-first-booking' -d '{"quantity": 2}'
              curl -s %1$s/v1/events/$EVENT/availability

            All routes: %1$s/docs
            Databases: %5$s
            Stop with Ctrl-C.
            """;

    private Banner() {}

    /** @param databases where they are, without secrets */
    static void print(InetSocketAddress address, AdminLogin admin, String databases) {
        System.out.println(text(address, admin, databases));
    }

    static String text(InetSocketAddress address, AdminLogin admin, String databases) {
        String url = "http://%s:%d".formatted(address.getAddress().getHostAddress(), address.getPort());
        int nextYear = Year.now(ZoneOffset.UTC).getValue() + 1;
        return TEXT.formatted(url, admin.sentence(), admin.email(), nextYear, databases);
    }
}
