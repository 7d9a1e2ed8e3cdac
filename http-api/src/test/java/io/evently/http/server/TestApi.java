package io.evently.http.server;

import io.evently.event.WaitlistPolicy;
import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.JsonBody;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.pekko.http.javadsl.model.ContentTypes;
import org.apache.pekko.stream.javadsl.Source;
import org.apache.pekko.util.ByteString;

/** A small API that has one route of every kind. */
public final class TestApi {

    /** How often a handler that changes something ran: hostile requests must leave it alone. */
    public final AtomicInteger changes = new AtomicInteger();

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get(
                        "/v1/things/{id}", Access.PUBLIC, call -> Reply.ok(json -> json.id("id", call.pathId("id")))
                                .etag(3)
                                .now()),
                Endpoint.get("/v1/things", Access.PUBLIC, TestApi::search, (call, search) -> Reply.ok(json -> {
                            json.text("q", search.q.orElse(null));
                            json.number("limit", search.limit);
                            json.text("cursor", search.cursor.orElse(null));
                        })
                        .now()),
                Endpoint.post("/v1/things", Access.USER, TestApi::order, (call, order) -> {
                    changes.incrementAndGet();
                    return Reply.created("/v1/things/1", json -> json.number("quantity", order.quantity))
                            .now();
                }),
                Endpoint.patch(
                        "/v1/things/{id}",
                        Access.ADMIN,
                        input -> {
                            input.ifMatch();
                            return input.body().optionalText("name", 1, 255);
                        },
                        (call, name) -> {
                            call.pathId("id");
                            changes.incrementAndGet();
                            return Reply.noContent().now();
                        }),
                Endpoint.delete("/v1/things/{id}", Access.ADMIN, call -> Reply.noContent()
                        .now()),
                Endpoint.get("/v1/things/mine", Access.USER, call -> Reply.ok(json -> {
                            json.id("owner", call.principal().userId());
                            json.text("role", call.principal().role().label());
                        })
                        .now()),
                Endpoint.post(
                        "/v1/later",
                        Access.PUBLIC,
                        input -> input.body().requiredInt("quantity", 1, 10),
                        (call, quantity) -> CompletableFuture.supplyAsync(
                                () -> Reply.ok(json -> json.number("quantity", quantity)))),
                Endpoint.get("/v1/caller", Access.PUBLIC, call -> Reply.ok(json -> {
                            json.id(
                                    "caller",
                                    call.caller().map(Principal::userId).orElse(null));
                            json.text("address", call.remoteAddress().getHostAddress());
                            json.text("agent", call.userAgent().orElse(null));
                        })
                        .now()),
                Endpoint.get("/v1/broken", Access.PUBLIC, call -> {
                    throw new IllegalStateException("the secret of the house");
                }),
                Endpoint.get(
                        "/v1/failing",
                        Access.PUBLIC,
                        call -> CompletableFuture.supplyAsync(() -> {
                            throw new IllegalStateException("the secret of the house");
                        })),
                Endpoint.get(
                        "/v1/refusing",
                        Access.PUBLIC,
                        call -> CompletableFuture.supplyAsync(() -> {
                            throw Problem.of(ErrorCode.PRICE_CHANGED, "It costs more now.")
                                    .with("currentPrice", "49.90");
                        })),
                Endpoint.post("/v1/log-in", Access.PUBLIC, call -> Reply.noContent()
                                .now())
                        .limitedAsLogIn(),
                Endpoint.get("/v1/never", Access.PUBLIC, call -> new CompletableFuture<>()),
                Endpoint.post("/v1/never", Access.PUBLIC, call -> new CompletableFuture<>()),
                Endpoint.get("/v1/stream", Access.PUBLIC, call -> Reply.stream(
                                        ContentTypes.parse("text/event-stream"),
                                        Source.single(ByteString.fromString("data: 1\n\n")))
                                .now())
                        .producing("text/event-stream"));
    }

    private static Order order(Input input) {
        input.idempotencyKey();
        JsonBody body = input.body();
        return new Order(
                body.requiredInt("quantity", 1, 10),
                body.optionalText("name", 1, 5),
                body.optionalMoney("price"),
                body.optionalTime("from"),
                body.optionalBoolean("hold"),
                body.optionalObject("waitlist", waitlist -> waitlist.optionalChoice("policy", WaitlistPolicy.class)
                        .orElse(null)),
                body.optionalObject(
                        "rule", rule -> rule.requiredList("steps", 1, 3, step -> step.requiredInt("at", 0, 9))));
    }

    private static Search search(Input input) {
        QueryParams query = input.query();
        query.choice("status", List.of("active", "cancelled"));
        query.time("from");
        query.id("owner");
        return new Search(query.text("q", 0, 20), query.limit(), query.cursor("things", Cursor::text));
    }

    record Order(
            int quantity,
            Optional<String> name,
            Optional<Long> price,
            Optional<Instant> from,
            Optional<Boolean> hold,
            Optional<WaitlistPolicy> policy,
            Optional<List<Integer>> steps) {}

    private record Search(Optional<String> q, int limit, Optional<String> cursor) {}
}
