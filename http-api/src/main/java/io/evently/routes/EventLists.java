package io.evently.routes;

import io.evently.crypto.SealedTexts;
import io.evently.crypto.SealedTexts.About;
import io.evently.event.EventStatus;
import io.evently.event.Micros;
import io.evently.event.actor.Events;
import io.evently.http.access.Access;
import io.evently.http.answer.JsonWriter;
import io.evently.http.answer.Reply;
import io.evently.http.format.Cursor;
import io.evently.http.read.QueryParams;
import io.evently.http.route.Call;
import io.evently.http.route.Endpoint;
import io.evently.http.route.Input;
import io.evently.search.SearchQuery;
import io.evently.tables.EventsTable;
import io.evently.tables.PricingHistoryTable.PriceRow;
import io.evently.tables.ReadModel;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletionStage;

/** Finding events, and how their prices came about: read from the tables of all four databases. */
public final class EventLists {

    /** Longer than any name; a search is words, not a document. */
    private static final int LONGEST_QUERY = 255;

    private static final String EVENTS = "events";
    private static final String PRICES = "prices";

    private final Events events;
    private final ReadModel lists;
    private final SealedTexts texts;

    /** @param texts opens the reasons of prices */
    public EventLists(Events events, ReadModel lists, SealedTexts texts) {
        this.events = events;
        this.lists = lists;
        this.texts = texts;
    }

    public List<Endpoint> endpoints() {
        return List.of(
                Endpoint.get("/v1/events", Access.PUBLIC, EventLists::searched, this::search),
                Endpoint.get("/v1/events/{id}/price-history", Access.PUBLIC, EventLists::historyPage, this::history));
    }

    private record Searched(EventsTable.Search search, Optional<EventsTable.Cursor> after, int limit) {}

    private record HistoryPage(Optional<Long> before, int limit) {}

    private static Searched searched(Input input) {
        QueryParams query = input.query();
        Optional<String> words = query.text("q", 1, LONGEST_QUERY);
        if (words.isPresent() && !SearchQuery.of(words.get()).looksForSomething()) {
            input.refuse("q", "must have a word to look for");
        }
        return new Searched(
                new EventsTable.Search(
                        words.orElse(null),
                        query.choice("status", EventStatus.class)
                                .map(EventStatus::label)
                                .orElse(null),
                        query.time("from").map(Micros::of).orElse(null),
                        query.time("to").map(Micros::of).orElse(null)),
                query.cursor(EVENTS, cursor -> new EventsTable.Cursor(cursor.number(), cursor.id())),
                query.limit());
    }

    private static HistoryPage historyPage(Input input) {
        return new HistoryPage(
                input.query().cursor(PRICES, Cursor::number), input.query().limit());
    }

    private CompletionStage<Reply> search(Call call, Searched searched) {
        return TableAnswers.page(
                lists.events(searched.search(), searched.after().orElse(null), searched.limit()),
                (json, row) -> EventDocument.of(row).accept(json),
                row -> Cursor.of(EVENTS, row.eventDate(), row.id()));
    }

    private CompletionStage<Reply> history(Call call, HistoryPage asked) {
        UUID eventId = call.pathId("id");
        return TableAnswers.ofEvent(
                events,
                eventId,
                () -> TableAnswers.page(
                        lists.priceHistory(eventId, asked.before().orElse(null), asked.limit()),
                        this::price,
                        row -> Cursor.of(PRICES, row.factNo())));
    }

    private void price(JsonWriter json, PriceRow row) {
        json.id("id", row.id());
        json.id("eventId", row.eventId());
        json.money("oldPrice", row.oldPrice());
        json.money("newPrice", row.newPrice());
        json.text("reason", texts.open(About.PRICE, row.eventId(), row.reason()));
        json.id("appliedBy", row.appliedBy());
        json.time("appliedAt", row.appliedAt());
    }
}
