package io.evently.routes;

import static io.evently.routes.MatrixRow.Need.BOOKING;
import static io.evently.routes.MatrixRow.Need.ENTRY;
import static io.evently.routes.MatrixRow.Need.EVENT;
import static io.evently.routes.MatrixRow.Need.HOLD;
import static io.evently.routes.MatrixRow.Need.NOTHING;
import static io.evently.routes.MatrixRow.Need.NOTIFICATION;
import static io.evently.routes.MatrixRow.Need.PROMOTION;
import static io.evently.routes.MatrixRow.Need.SOLD_OUT;
import static io.evently.routes.MatrixRow.Need.USER;
import static io.evently.routes.MatrixRow.Whose.CALLERS;
import static io.evently.routes.MatrixRow.Whose.OWNERS;
import static io.evently.routes.MatrixRow.Whose.OWNERS_AND_ADMINS;
import static io.evently.routes.MatrixRow.needs;
import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.http.access.Access;
import io.evently.http.route.Endpoint;
import io.evently.http.server.RawClient;
import io.evently.routes.MatrixPeople.Who;
import io.evently.security.SecurityKind;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * Every operation of {@code openapi.yaml}, asked by everybody there is. Who may, by its {@code x-access}, gets its success;
 * who may not gets 401, 403, or 404 for what is another's; and an admin's look at what is another's is in the security log.
 */
@ExtendWith(WholeApi.Shared.class)
class RightsMatrixTest {

    private static final int UNAUTHENTICATED = 401;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    /** An operation without a row fails. */
    private static final Map<String, MatrixRow> ROWS = Map.ofEntries(
            entry(
                    "POST /v1/users",
                    needs(NOTHING)
                            .with("{\"email\": \"{fresh}@example.org\", \"name\": \"N\", \"password\": \""
                                    + MatrixPeople.PASSWORD + "\"}")),
            entry("GET /v1/users", needs(NOTHING).asking("?email={owner}")),
            entry("GET /v1/users/me", needs(NOTHING)),
            entry("PATCH /v1/users/me", needs(NOTHING).with("{\"name\": \"Somebody\"}")),
            entry("DELETE /v1/users/me", needs(NOTHING).of(CALLERS)),
            entry("GET /v1/users/me/export", needs(NOTHING)),
            // Their tokens are in mails; that is all there is against them.
            entry(
                    "POST /v1/users/address-proofs",
                    needs(NOTHING).with("{\"token\": \"none\"}").admittedWith(422)),
            entry("POST /v1/users/me/address-proofs", needs(NOTHING).of(CALLERS)),
            entry("POST /v1/password-resets", needs(NOTHING).with("{\"email\": \"{fresh}@example.org\"}")),
            entry(
                    "POST /v1/password-resets/confirm",
                    needs(NOTHING)
                            .with("{\"token\": \"none\", \"password\": \"" + MatrixPeople.PASSWORD + "\"}")
                            .admittedWith(422)),
            entry(
                    "PUT /v1/users/me/password",
                    needs(NOTHING)
                            .of(CALLERS)
                            .with("{\"current\": \"%1$s\", \"new\": \"%1$s s\"}".formatted(MatrixPeople.PASSWORD))),
            entry("PATCH /v1/users/{id}", needs(USER).with("{\"isActive\": true}")),
            entry("DELETE /v1/users/{id}", needs(USER)),
            entry(
                    "POST /v1/sessions",
                    needs(NOTHING).with("{\"email\": \"{owner}\", \"password\": \"" + MatrixPeople.PASSWORD + "\"}")),
            entry("DELETE /v1/sessions", needs(NOTHING).of(CALLERS)),
            entry(
                    "POST /v1/events",
                    needs(NOTHING)
                            .with(
                                    """
                                    {"name": "Proms", "venue": "Hall", "eventDate": "2099-06-01T19:30:00Z",
                                     "totalCapacity": 5, "basePrice": "49.90"}
                                    """)),
            entry("GET /v1/events", needs(NOTHING)),
            entry("GET /v1/events/{id}", needs(EVENT)),
            entry("PATCH /v1/events/{id}", needs(EVENT).with("{\"totalCapacity\": 60}")),
            entry("DELETE /v1/events/{id}", needs(EVENT)),
            entry("PUT /v1/events/{id}/price", needs(EVENT).with("{\"price\": \"59.90\", \"reason\": \"why\"}")),
            entry("GET /v1/events/{id}/price-history", needs(EVENT)),
            entry("POST /v1/events/{id}/cancel", needs(EVENT).with("{\"reason\": \"why\"}")),
            // Its day has not come; that is all there is against it.
            entry("POST /v1/events/{id}/complete", needs(EVENT).admittedWith(409)),
            entry("GET /v1/events/{id}/availability", needs(EVENT)),
            entry("GET /v1/events/{id}/stream", needs(EVENT)),
            entry("GET /v1/events/{id}/analytics", needs(EVENT)),
            entry("POST /v1/events/{id}/bookings", needs(EVENT).with("{\"quantity\": 1}")),
            entry("GET /v1/events/{id}/bookings", needs(BOOKING)),
            entry("GET /v1/events/{id}/bookings/{bookingId}", needs(BOOKING).of(OWNERS_AND_ADMINS)),
            entry("DELETE /v1/events/{id}/bookings/{bookingId}", needs(BOOKING).of(OWNERS_AND_ADMINS)),
            entry(
                    "POST /v1/events/{id}/bookings/{bookingId}/confirm",
                    needs(HOLD).of(OWNERS)),
            entry("POST /v1/events/{id}/waitlist", needs(SOLD_OUT).with("{}")),
            entry("GET /v1/events/{id}/waitlist", needs(ENTRY)),
            entry("GET /v1/events/{id}/waitlist/me", needs(ENTRY).of(OWNERS)),
            entry("DELETE /v1/events/{id}/waitlist/me", needs(ENTRY).of(OWNERS)),
            entry(
                    "PATCH /v1/events/{id}/waitlist/{entryId}",
                    needs(ENTRY).with("{\"priorityScore\": 1, \"reason\": \"why\"}")),
            entry("GET /v1/promotions", needs(NOTHING)),
            entry(
                    "POST /v1/events/{id}/promotions/{promotionId}/claim",
                    needs(PROMOTION).of(OWNERS)),
            entry(
                    "POST /v1/events/{id}/promotions/{promotionId}/decline",
                    needs(PROMOTION).of(OWNERS)),
            entry("GET /v1/notifications", needs(NOTHING)),
            entry("PATCH /v1/notifications/{id}", needs(NOTIFICATION).of(OWNERS).with("{\"read\": true}")),
            entry("POST /v1/notifications/read-all", needs(NOTHING)),
            entry("GET /v1/notifications/stream", needs(NOTHING)),
            entry("GET /v1/users/me/preferences", needs(NOTHING)),
            entry(
                    "PUT /v1/users/me/preferences",
                    needs(NOTHING)
                            .with(
                                    """
                                    {"email": {"booking": true, "waitlist": true, "event": true},
                                     "inApp": {"booking": true, "waitlist": true, "event": true}}
                                    """)),
            entry("GET /v1/bookings", needs(NOTHING)),
            entry("GET /v1/bookings/{reference}", needs(BOOKING).of(OWNERS_AND_ADMINS)),
            entry("GET /v1/booking-attempts", needs(NOTHING)),
            entry("GET /v1/audit", needs(NOTHING)),
            entry("GET /v1/cluster", needs(NOTHING)),
            entry("GET /health/live", needs(NOTHING)),
            entry("GET /health/ready", needs(NOTHING)),
            entry("GET /metrics", needs(NOTHING)),
            entry("GET /openapi.yaml", needs(NOTHING)),
            entry("GET /docs", needs(NOTHING)),
            entry("GET /docs/{file}", needs(NOTHING)),
            entry("GET /verify-address", needs(NOTHING)),
            entry("GET /reset-password", needs(NOTHING)),
            entry("GET /account/{file}", needs(NOTHING)));

    private final SecurityLines log = new SecurityLines();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void everyOperationHasARow() {
        assertThat(new TreeSet<>(Contract.OPERATIONS.keySet())).isSubsetOf(ROWS.keySet());
    }

    @TestFactory
    Stream<DynamicTest> everyOperationIsAskedByEverybody(WholeApi api) {
        MatrixPeople people = new MatrixPeople(api);
        Map<String, Endpoint> served =
                api.endpoints().stream().collect(Collectors.toMap(Endpoint::toString, endpoint -> endpoint));
        return Contract.OPERATIONS.keySet().stream()
                .map(operation ->
                        DynamicTest.dynamicTest(operation, () -> ask(api, people, served.get(operation), operation)));
    }

    private void ask(WholeApi api, MatrixPeople people, Endpoint endpoint, String operation) {
        MatrixRow row = ROWS.get(operation);
        assertThat(row).as("a row for " + operation).isNotNull();
        List<String> wrong = new ArrayList<>();
        for (Who who : Who.values()) {
            if (people.has(who)) {
                Caller caller = people.caller(who, row.whose() == CALLERS);
                String requestId = "matrix-" + UUID.randomUUID();
                int status = status(api, people.make(row.need()), caller, operation, row, requestId);
                int expected = expected(operation, row, who);
                if (status != expected) {
                    wrong.add(who + " is answered " + status + " and not " + expected);
                }
                if (who == Who.ADMIN && readsOfOthers(endpoint, row)) {
                    assertThat(endpoint.watch().kind()).as("declared").isEqualTo(SecurityKind.ADMIN_READ);
                    Eventually.until(() -> !log.of(requestId).isEmpty());
                    assertThat(log.of(requestId).get(0)).containsEntry("kind", "admin-read");
                }
            }
        }
        assertThat(wrong).as(operation).isEmpty();
    }

    private static int expected(String operation, MatrixRow row, Who who) {
        String access = Contract.OPERATIONS
                .get(operation)
                .getExtensions()
                .get("x-access")
                .toString();
        if (!access.equals("public") && !who.holds) {
            return UNAUTHENTICATED;
        }
        if (access.equals("admin") && who != Who.ADMIN) {
            return FORBIDDEN;
        }
        boolean isTheirs =
                switch (row.whose()) {
                    case ANYBODYS, CALLERS -> true;
                    case OWNERS -> who == Who.OWNER;
                    case OWNERS_AND_ADMINS -> who == Who.OWNER || who == Who.ADMIN;
                };
        if (!isTheirs) {
            return NOT_FOUND;
        }
        return row.admitted() != 0 ? row.admitted() : success(operation);
    }

    /** What is read of people by somebody else: an admin's list that says so, and what is another's for sure. */
    private static boolean readsOfOthers(Endpoint endpoint, MatrixRow row) {
        return endpoint.method() == Endpoint.Method.GET
                && (row.whose() == OWNERS_AND_ADMINS
                        || (endpoint.access() == Access.ADMIN
                                && endpoint.watch().kind() != null));
    }

    private static int success(String operation) {
        return Contract.OPERATIONS.get(operation).getResponses().keySet().stream()
                .filter(status -> status.startsWith("2"))
                .map(Integer::parseInt)
                .findFirst()
                .orElseThrow();
    }

    private static int status(
            WholeApi api,
            Map<String, String> values,
            Caller caller,
            String operation,
            MatrixRow row,
            String requestId) {
        String method = operation.substring(0, operation.indexOf(' '));
        String target = filled(operation.substring(method.length() + 1) + row.query(), values);
        if (target.endsWith("/stream")) {
            return statusOfStream(api, target, caller);
        }
        String body = row.body() == null ? null : filled(row.body(), values);
        return caller.send(method, target, body, "X-Request-Id", requestId).status();
    }

    /** A stream has no end that could be waited for. */
    private static int statusOfStream(WholeApi api, String target, Caller caller) {
        String token = caller.token() == null ? "" : "Authorization: Bearer " + caller.token() + "\r\n";
        try (RawClient client = api.connect()) {
            return client.request("GET", target, token, "").answerToHead().status();
        }
    }

    private static String filled(String template, Map<String, String> values) {
        String text = template;
        for (Map.Entry<String, String> value : values.entrySet()) {
            text = text.replace("{" + value.getKey() + "}", value.getValue());
        }
        return text;
    }
}
