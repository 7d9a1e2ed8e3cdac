package io.evently.http.ops;

import io.evently.http.access.Access;
import io.evently.http.answer.Reply;
import io.evently.http.read.JsonBody;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;

/**
 * {@code POST /v1/echo}: reads a booking's JSON, checks the token and says the same back. Nothing is decided and nothing
 * written, so it is what HTTP alone can do on a machine: the ceiling the benchmark holds bookings against. Off unless
 * {@code evently.http.echo-route} is on.
 */
public final class EchoEndpoint {

    private static final int MOST_SEATS = 10;

    private record Echo(int quantity, boolean hold) {
        static Echo read(Input input) {
            JsonBody body = input.body();
            return new Echo(
                    body.requiredInt("quantity", 1, MOST_SEATS),
                    body.optionalBoolean("hold").orElse(false));
        }
    }

    private EchoEndpoint() {}

    public static Endpoint of() {
        return Endpoint.post("/v1/echo", Access.USER, Echo::read, (call, echo) -> Reply.ok(json -> {
                    json.number("quantity", echo.quantity());
                    json.flag("hold", echo.hold());
                })
                .now());
    }
}
