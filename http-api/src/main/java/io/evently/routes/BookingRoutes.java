package io.evently.routes;

import io.evently.attempt.Attempt;
import io.evently.event.Booking;
import io.evently.event.BookingReference;
import io.evently.event.BookingStatus;
import io.evently.event.EventCommand;
import io.evently.event.KeyHash;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.access.Principal;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.JsonBody;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.tables.BookingsTable;
import io.evently.tables.ReadModel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** Booking seats: the hot path. Decided by the event's actor; every attempt is logged beside it. */
public final class BookingRoutes {

    private static final String MINE = "my-bookings";
    private static final String OF_EVENT = "bookings";

    private final Events events;
    private final ReadModel lists;
    private final Consumer<Attempt> attempts;

    /** @param attempts takes each attempt to book; must not block or fail */
    public BookingRoutes(Events events, ReadModel lists, Consumer<Attempt> attempts) {
        this.events = events;
        this.lists = lists;
        this.attempts = attempts;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.post("/v1/events/{id}/bookings", Access.USER, BookRequest::read, this::book),
                Endpoint.post("/v1/events/{id}/bookings/{bookingId}/confirm", Access.USER, this::confirm),
                Endpoint.delete("/v1/events/{id}/bookings/{bookingId}", Access.USER, this::cancel),
                Endpoint.get("/v1/events/{id}/bookings/{bookingId}", Access.USER, this::get)
                        .watched(Watch.readOf("booking", "bookingId")),
                Endpoint.get("/v1/events/{id}/bookings", Access.ADMIN, input -> page(input, OF_EVENT), this::ofEvent)
                        .watched(Watch.readOf("event-bookings", "id")),
                Endpoint.get("/v1/bookings", Access.USER, BookingRoutes::mySearch, this::mine),
                Endpoint.get("/v1/bookings/{reference}", Access.USER, this::byReference)
                        .watched(Watch.readOf("booking", "")));
    }

    private record Search(
            Optional<UUID> eventId, Optional<BookingStatus> status, Optional<BookingsTable.Cursor> after, int limit) {}

    private static Search page(Input input, String list) {
        QueryParams query = input.query();
        return new Search(
                Optional.empty(),
                query.choice("status", BookingStatus.class),
                query.cursor(list, cursor -> new BookingsTable.Cursor(cursor.number(), cursor.id())),
                query.limit());
    }

    private static Search mySearch(Input input) {
        Optional<UUID> eventId = input.query().id("eventId");
        Search page = page(input, MINE);
        return new Search(eventId, page.status(), page.after(), page.limit());
    }

    private record BookRequest(int quantity, boolean hold, long expectedPrice, Optional<String> key) {
        static BookRequest read(Input input) {
            JsonBody body = input.body();
            return new BookRequest(
                    body.requiredInt("quantity", 1, 10),
                    body.optionalBoolean("hold").orElse(false),
                    body.optionalMoney("expectedPrice").orElse(Booking.NO_EXPECTED_PRICE),
                    input.idempotencyKey());
        }
    }

    private CompletionStage<Reply> book(Call call, BookRequest request) {
        UUID eventId = call.pathId("id");
        UUID userId = call.principal().userId();
        EventCommand.Book book = new EventCommand.Book(
                events.newId(),
                userId,
                request.quantity(),
                request.hold(),
                request.expectedPrice(),
                request.key().map(KeyHash::of).orElse(null));
        return events.ask(eventId, book, call.origin()).thenApply(reply -> {
            Attempt.of(
                            eventId,
                            book,
                            reply,
                            events.now(),
                            call.remoteAddress(),
                            call.userAgent().orElse(null))
                    .ifPresent(attempts);
            return EventReplies.toMadeBooking(eventId, reply);
        });
    }

    private CompletionStage<Reply> confirm(Call call) {
        UUID eventId = call.pathId("id");
        var confirm = new EventCommand.ConfirmHold(
                call.pathId("bookingId"), call.principal().userId());
        return events.ask(eventId, confirm, call.origin()).thenApply(reply -> shown(eventId, reply));
    }

    private CompletionStage<Reply> cancel(Call call) {
        UUID eventId = call.pathId("id");
        Principal caller = call.principal();
        var cancel = new EventCommand.CancelBooking(call.pathId("bookingId"), caller.userId(), caller.isAdmin());
        return events.ask(eventId, cancel, call.origin()).thenApply(reply -> shown(eventId, reply));
    }

    private CompletionStage<Reply> get(Call call) {
        UUID eventId = call.pathId("id");
        Principal caller = call.principal();
        return events.booking(eventId, call.pathId("bookingId"), caller.userId(), caller.isAdmin())
                .thenApply(reply -> EventReplies.toBooking(
                        EventReplies.ofRead(reply), booking -> Reply.ok(BookingDocument.of(eventId, booking))
                                .noting(Note.about(booking.userId()))));
    }

    private CompletionStage<Reply> ofEvent(Call call, Search search) {
        UUID eventId = call.pathId("id");
        return TableAnswers.ofEvent(events, eventId, () -> list(call, OF_EVENT, null, eventId, search));
    }

    private CompletionStage<Reply> mine(Call call, Search search) {
        return list(call, MINE, call.principal().userId(), search.eventId().orElse(null), search);
    }

    private CompletionStage<Reply> list(Call call, String list, UUID userId, UUID eventId, Search search) {
        return TableAnswers.page(
                lists.bookings(
                        TableAnswers.viewer(call),
                        new BookingsTable.Search(
                                userId,
                                eventId,
                                search.status().map(BookingStatus::label).orElse(null)),
                        events.now(),
                        search.after().orElse(null),
                        search.limit()),
                (json, row) -> BookingDocument.of(row).accept(json),
                row -> Cursor.of(list, row.createdAt(), row.id()));
    }

    private CompletionStage<Reply> byReference(Call call) {
        Principal caller = call.principal();
        Optional<String> reference = BookingReference.read(call.path("reference"));
        if (reference.isEmpty()) {
            return noneWithThisReference().now();
        }
        return TableAnswers.answer(
                lists.bookingsByReference(TableAnswers.viewer(call), reference.get(), events.now()),
                found -> found.stream()
                        .filter(row -> Booking.isOpenTo(row.userId(), caller.userId(), caller.isAdmin()))
                        .findFirst()
                        .map(row -> Reply.ok(BookingDocument.of(row)).noting(Note.about(row.userId(), row.id())))
                        .orElseGet(BookingRoutes::noneWithThisReference));
    }

    private static Reply noneWithThisReference() {
        return Reply.of(Problem.notFound("You have no booking with this reference."));
    }

    private static Reply shown(UUID eventId, EventReply reply) {
        return EventReplies.toBooking(reply, booking -> Reply.ok(BookingDocument.of(eventId, booking)));
    }
}
