package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.BlockingConnection;
import io.evently.loadtest.client.EventlyApi;
import io.evently.loadtest.client.HttpText;
import io.evently.loadtest.client.Json;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.History;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Cluster;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Visitors of two small events: they book, hold, confirm, cancel, wait, claim and decline, and record all of it. */
final class RecordedVisitors {

    private static final int CAPACITY = 20;
    private static final int VISITORS = 30;

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final Cluster server;
    private final History history;

    private RecordedVisitors(Cluster server, History history) {
        this.server = server;
        this.history = history;
    }

    static void visit(Cluster server, History history) {
        RecordedVisitors visitors = new RecordedVisitors(server, history);
        EventlyApi api = new EventlyApi(server.address(0), server.tokens().admin(UUID.randomUUID()));
        visitors.sellOutAndSellAgain(api.createEvent("first", CAPACITY));
        visitors.sellOutAndSellAgain(api.createEvent("second", CAPACITY));
    }

    private void sellOutAndSellAgain(UUID eventId) {
        List<Buyer> users = Buyer.some(VISITORS, server.tokens());
        List<Operation> booked = book(eventId, users);
        List<Operation> held = booked.stream().filter(Operation::hold).toList();
        held.forEach(hold -> onBooking(Kind.CONFIRM, hold));
        onBooking(Kind.CONFIRM, held.get(0));
        for (Buyer user : users.subList(20, VISITORS)) {
            send(Request.join(eventId, user, 1));
            send(Request.of(Kind.READ_PLACE, eventId, user, null));
            availability(eventId);
        }
        Buyer leaver = users.get(VISITORS - 1);
        UUID entry = Json.uuid(
                history.operations().stream()
                        .filter(operation -> operation.kind() == Kind.JOIN
                                && operation.userId().equals(leaver.id()))
                        .findFirst()
                        .orElseThrow()
                        .body(),
                "id");
        send(Request.of(Kind.LEAVE, eventId, leaver, entry));
        for (Operation booking : booked.subList(0, 6)) {
            onBooking(Kind.READ_BOOKING, booking);
            send(Request.of(Kind.READ_STRANGERS_BOOKING, eventId, leaver, id(booking)));
            onBooking(Kind.CANCEL, booking);
            onBooking(Kind.READ_BOOKING, booking);
            availability(eventId);
        }
        answerPromotions(eventId, users.subList(20, VISITORS));
        availability(eventId);
    }

    /** One after another and side by side, with a key and without; the repeats get the first answer. */
    private List<Operation> book(UUID eventId, List<Buyer> users) {
        List<CompletableFuture<Operation>> bookings = new ArrayList<>();
        for (int i = 0; i < users.size(); i++) {
            Buyer user = users.get(i);
            String key = i % 3 == 0 ? null : "key-" + UUID.randomUUID();
            boolean hold = i % 4 == 1;
            bookings.add(CompletableFuture.supplyAsync(() -> send(Request.book(eventId, user, key, 1, hold))));
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
                .skip(1)
                .forEach(first -> send(Request.again(first, buyer(first))));
        return accepted;
    }

    /** Promotions are read from the tables, which follow within a moment; each is awaited. */
    private void answerPromotions(UUID eventId, List<Buyer> users) {
        int answered = 0;
        while (answered < 3) {
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
            for (Buyer user : users) {
                JsonNode mine = send(Request.of(Kind.READ_PROMOTIONS, eventId, user, null))
                        .body();
                for (JsonNode promotion : mine.path("items")) {
                    if (Json.text(promotion, "status").equals("pending")) {
                        Kind kind = answered++ % 3 == 1 ? Kind.DECLINE : Kind.CLAIM;
                        UUID id = Json.uuid(promotion, "id");
                        send(Request.of(kind, eventId, user, id));
                        send(Request.of(kind, eventId, user, id));
                    }
                }
            }
        }
    }

    private void onBooking(Kind kind, Operation booking) {
        send(Request.of(kind, booking.eventId(), buyer(booking), id(booking)));
    }

    private Buyer buyer(Operation booking) {
        return Buyer.of(booking.userId(), server.tokens());
    }

    private static UUID id(Operation booking) {
        return Json.uuid(booking.body(), "id");
    }

    private void availability(UUID eventId) {
        send(Request.availability(eventId));
    }

    private Operation send(Request request) {
        try (var line = new BlockingConnection(server.address(0))) {
            line.open();
            History.Sent sent = history.sent();
            return history.heard(request, 0, sent, line.ask(request.bytes(HttpText.host(server.address(0))), PATIENCE));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
