package io.evently.loadtest.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.sale.EventlyApi;
import io.evently.loadtest.sale.Json;
import io.evently.loadtest.server.ServerProcess;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Visitors of two small events: they book, hold, confirm, cancel, wait, claim and decline, and record all of it. */
final class RecordedVisitors {

    private static final int CAPACITY = 20;
    private static final int VISITORS = 30;

    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final AtomicLong numbers = new AtomicLong();
    private final ServerProcess server;
    private final History history;
    private final Map<UUID, String> tokens = new HashMap<>();

    private RecordedVisitors(ServerProcess server, History history) {
        this.server = server;
        this.history = history;
    }

    static void visit(ServerProcess server, History history) {
        RecordedVisitors visitors = new RecordedVisitors(server, history);
        EventlyApi api = new EventlyApi(server.address(), server.tokens().admin(UUID.randomUUID()));
        visitors.sellOutAndSellAgain(api.createEvent("first", CAPACITY));
        visitors.sellOutAndSellAgain(api.createEvent("second", CAPACITY));
    }

    private void sellOutAndSellAgain(UUID eventId) {
        List<UUID> users = new ArrayList<>();
        for (int i = 0; i < VISITORS; i++) {
            UUID user = UUID.randomUUID();
            users.add(user);
            tokens.put(user, server.tokens().user(user));
        }
        List<Operation> booked = book(eventId, users);
        List<Operation> held = booked.stream().filter(Operation::hold).toList();
        held.forEach(hold -> onBooking(Kind.CONFIRM, hold));
        onBooking(Kind.CONFIRM, held.get(0));
        for (UUID user : users.subList(20, VISITORS)) {
            send(Kind.JOIN, eventId, user, null, null, 1, false);
            availability(eventId);
        }
        UUID leaver = users.get(VISITORS - 1);
        UUID entry = Json.uuid(
                history.operations().stream()
                        .filter(operation -> operation.kind() == Kind.JOIN
                                && operation.userId().equals(leaver))
                        .findFirst()
                        .orElseThrow()
                        .body(),
                "id");
        send(Kind.LEAVE, eventId, leaver, entry, null, 0, false);
        for (Operation booking : booked.subList(0, 6)) {
            onBooking(Kind.READ_BOOKING, booking);
            send(Kind.READ_STRANGERS_BOOKING, eventId, leaver, id(booking), null, 0, false);
            onBooking(Kind.CANCEL, booking);
            onBooking(Kind.READ_BOOKING, booking);
            availability(eventId);
        }
        answerPromotions(eventId, users.subList(20, VISITORS));
        availability(eventId);
    }

    /** One after another and side by side, with a key and without; the repeats get the first answer. */
    private List<Operation> book(UUID eventId, List<UUID> users) {
        List<CompletableFuture<Operation>> bookings = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            UUID user = users.get(i);
            String key = i % 3 == 0 ? null : "key-" + UUID.randomUUID();
            boolean hold = i % 4 == 1;
            bookings.add(CompletableFuture.supplyAsync(() -> send(Kind.BOOK, eventId, user, null, key, 1, hold)));
            if (i % 5 == 0) {
                bookings.forEach(CompletableFuture::join);
                availability(eventId);
            }
        }
        List<Operation> accepted = bookings.stream()
                .map(CompletableFuture::join)
                .filter(operation -> operation.verdict() == Verdict.OK)
                .toList();
        accepted.stream()
                .filter(operation -> operation.key() != null)
                .forEach(first ->
                        send(Kind.BOOK, eventId, first.userId(), null, first.key(), first.quantity(), first.hold()));
        return accepted;
    }

    /** Promotions are read from the tables, which follow within a moment; each is awaited. */
    private void answerPromotions(UUID eventId, List<UUID> users) {
        int answered = 0;
        while (answered < 3) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            for (UUID user : users) {
                JsonNode mine = Json.read(
                        call("GET", "/v1/promotions", user, null, null).body());
                for (JsonNode promotion : mine.path("items")) {
                    if (Json.text(promotion, "status").equals("pending")) {
                        Kind kind = answered++ % 3 == 1 ? Kind.DECLINE : Kind.CLAIM;
                        UUID id = Json.uuid(promotion, "id");
                        send(kind, eventId, user, id, null, 0, false);
                        send(kind, eventId, user, id, null, 0, false);
                    }
                }
            }
        }
    }

    private void onBooking(Kind kind, Operation booking) {
        send(kind, booking.eventId(), booking.userId(), id(booking), null, 0, false);
    }

    private static UUID id(Operation booking) {
        return Json.uuid(booking.body(), "id");
    }

    private void availability(UUID eventId) {
        send(Kind.AVAILABILITY, eventId, tokens.keySet().iterator().next(), null, null, 0, false);
    }

    private Operation send(Kind kind, UUID eventId, UUID user, UUID subject, String key, int quantity, boolean hold) {
        String event = "/v1/events/" + eventId;
        String method =
                switch (kind) {
                    case BOOK, CONFIRM, JOIN, CLAIM, DECLINE -> "POST";
                    case CANCEL, LEAVE -> "DELETE";
                    case AVAILABILITY, READ_BOOKING, READ_STRANGERS_BOOKING -> "GET";
                };
        String path =
                switch (kind) {
                    case BOOK -> event + "/bookings";
                    case CONFIRM -> event + "/bookings/" + subject + "/confirm";
                    case CANCEL, READ_BOOKING, READ_STRANGERS_BOOKING -> event + "/bookings/" + subject;
                    case JOIN -> event + "/waitlist";
                    case LEAVE -> event + "/waitlist/me";
                    case CLAIM -> event + "/promotions/" + subject + "/claim";
                    case DECLINE -> event + "/promotions/" + subject + "/decline";
                    case AVAILABILITY -> event + "/availability";
                };
        String body =
                switch (kind) {
                    case BOOK -> "{\"quantity\":" + quantity + ",\"hold\":" + hold + "}";
                    case JOIN -> "{\"quantity\":" + quantity + "}";
                    default -> null;
                };
        long number = numbers.incrementAndGet();
        long invoked = System.nanoTime();
        HttpResponse<byte[]> response = call(method, path, user, key, body);
        long ended = System.nanoTime();
        boolean ok = response.statusCode() / 100 == 2;
        JsonNode json = response.body().length == 0 ? null : Json.read(response.body());
        Operation operation = new Operation(
                number,
                kind,
                eventId,
                user,
                subject,
                key,
                quantity,
                hold,
                0,
                invoked,
                ended,
                ok ? Verdict.OK : Verdict.REFUSED,
                response.statusCode(),
                ok ? null : Json.text(json, "code"),
                ok ? json : null);
        history.add(operation);
        return operation;
    }

    private HttpResponse<byte[]> call(String method, String path, UUID user, String key, String body) {
        var address = server.address();
        var request = HttpRequest.newBuilder(
                        URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + path))
                .header("Authorization", "Bearer " + tokens.get(user))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null) {
            request.header("Content-Type", "application/json");
        }
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            return client.send(request.build(), BodyHandlers.ofByteArray());
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
