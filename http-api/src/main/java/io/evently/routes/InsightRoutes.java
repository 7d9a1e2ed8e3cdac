package io.evently.routes;

import io.evently.attempt.AttemptClient;
import io.evently.attempt.ClientCipher;
import io.evently.event.Micros;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Note;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.http.route.Watch;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import io.evently.tables.EventAnalyticsTable;
import io.evently.tables.EventAnalyticsTable.Value;
import io.evently.tables.ReadModel;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** What organizers look at: the numbers of an event, now and hour by hour, and who tried to book. */
public final class InsightRoutes {

    private static final List<String> METRICS = List.of(
            "seats_sold",
            "seats_held",
            "revenue",
            "utilization",
            "attempts",
            "refusals",
            "waitlist_length",
            "waitlist_wait_seconds",
            "waitlist_conversion");
    private static final List<String> RESULTS = List.of("success", "failed");

    private static final String HOURS = "hours";
    private static final String ATTEMPTS = "attempts";

    private final Events events;
    private final ReadModel lists;
    private final ClientCipher clients;

    /** @param clients decrypts from where attempts came */
    public InsightRoutes(Events events, ReadModel lists, ClientCipher clients) {
        this.events = events;
        this.lists = lists;
        this.clients = clients;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/events/{id}/analytics", Access.ADMIN, InsightRoutes::series, this::analytics)
                        .watched(Watch.OF_NOBODY),
                Endpoint.get("/v1/booking-attempts", Access.ADMIN, InsightRoutes::attemptSearch, this::attempts)
                        .watched(Watch.readOf("booking-attempts", "")));
    }

    private record Series(
            Optional<String> metric,
            Optional<Long> from,
            Optional<Long> to,
            Optional<EventAnalyticsTable.Cursor> after,
            int limit) {}

    private record AttemptSearch(BookingAttemptsTable.Search search, Optional<UUID> before, int limit) {}

    private static Series series(Input input) {
        QueryParams query = input.query();
        return new Series(
                query.choice("metric", METRICS),
                query.time("from").map(Micros::of),
                query.time("to").map(Micros::of),
                query.cursor(HOURS, InsightRoutes::hour),
                query.limit());
    }

    private static EventAnalyticsTable.Cursor hour(Cursor cursor) {
        var hour = new EventAnalyticsTable.Cursor(cursor.number(), cursor.text());
        if (!METRICS.contains(hour.metric())) {
            throw new IllegalArgumentException("no metric of ours");
        }
        return hour;
    }

    private static AttemptSearch attemptSearch(Input input) {
        QueryParams query = input.query();
        return new AttemptSearch(
                new BookingAttemptsTable.Search(
                        query.id("eventId").orElse(null),
                        query.choice("result", RESULTS).orElse(null)),
                query.cursor(ATTEMPTS, Cursor::id),
                query.limit());
    }

    /** The values as of now beside one page of hours. */
    private CompletionStage<Reply> analytics(Call call, Series asked) {
        UUID eventId = call.pathId("id");
        return TableAnswers.ofEvent(events, eventId, () -> {
            CompletableFuture<List<Value>> now = lists.analyticsNow(TableAnswers.viewer(call), eventId);
            return TableAnswers.answer(
                    lists.analyticsByHour(
                                    TableAnswers.viewer(call),
                                    eventId,
                                    asked.metric().orElse(null),
                                    asked.from().orElse(null),
                                    asked.to().orElse(null),
                                    asked.after().orElse(null),
                                    asked.limit())
                            .thenCombine(now, (page, values) -> Reply.ok(json -> {
                                        json.objects("now", chosen(values, asked.metric()), InsightRoutes::value);
                                        json.objects("items", page.items(), InsightRoutes::value);
                                        json.text(
                                                "nextCursor",
                                                page.last()
                                                        .map(last -> Cursor.of(HOURS, last.recordedAt(), last.metric()))
                                                        .orElse(null));
                                    })
                                    .asOf(page.asOf())),
                    reply -> reply);
        });
    }

    private static List<Value> chosen(List<Value> values, Optional<String> metric) {
        return values.stream()
                .filter(value -> metric.isEmpty() || value.metric().equals(metric.get()))
                .toList();
    }

    private CompletionStage<Reply> attempts(Call call, AttemptSearch asked) {
        return TableAnswers.page(
                        lists.attempts(
                                TableAnswers.viewer(call),
                                asked.search(),
                                asked.before().orElse(null),
                                asked.limit()),
                        (json, row) -> attempt(json, row, clients),
                        row -> Cursor.of(ATTEMPTS, row.id()))
                .thenApply(reply -> reply.noting(Note.NONE.with(chosen(asked.search()))));
    }

    /** Whose attempts these are, as far as the request says it. */
    private static Map<String, String> chosen(BookingAttemptsTable.Search search) {
        Map<String, String> words = new HashMap<>();
        if (search.eventId() != null) {
            words.put("eventId", search.eventId().toString());
        }
        if (search.result() != null) {
            words.put("result", search.result());
        }
        return words;
    }

    private static void value(JsonWriter json, Value value) {
        json.text("metric", value.metric());
        BigDecimal number = value.value();
        boolean money = value.metric().equals("revenue");
        json.text("value", (money ? number.setScale(2) : number.stripTrailingZeros()).toPlainString());
        json.time("recordedAt", value.recordedAt());
    }

    static void attempt(JsonWriter json, AttemptRow row, ClientCipher clients) {
        AttemptClient client = clients.decrypt(row);
        json.id("id", row.id());
        json.id("eventId", row.eventId());
        json.id("userId", row.userId());
        json.number("quantity", row.quantity());
        json.text("result", row.result());
        json.text("failureReason", row.failureReason());
        json.id("bookingId", row.bookingId());
        json.time("attemptedAt", row.at());
        json.text("ipAddress", client.address());
        json.text("userAgent", client.userAgent());
    }
}
