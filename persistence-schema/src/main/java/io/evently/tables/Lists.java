package io.evently.tables;

import io.evently.database.Shards;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Lists, searches and lookups over the tables. What may be anywhere is asked of all four databases at once and merged; a
 * page of a merged list is right because each database gives its own next rows behind the same cursor.
 *
 * <p>Answers fail with the {@link SQLException} of the database that failed, or with a {@link
 * RejectedExecutionException} when the executor of a database is full. Callbacks run on the executor's threads.
 */
public final class Lists {

    private final Shards shards;
    private final IntFunction<? extends Executor> executors;

    /**
     * @param executors for blocking JDBC, one for each database; as many threads as {@code shards} has connections for
     *     reading, and a bounded queue
     */
    public Lists(Shards shards, IntFunction<? extends Executor> executors) {
        this.shards = shards;
        this.executors = executors;
    }

    /**
     * Part of a list.
     *
     * @param more whether there is more behind it
     */
    public record Page<T>(List<T> items, boolean more) {

        /** The item the next page begins behind; empty if this is the last page. */
        public Optional<T> last() {
            return more ? Optional.of(items.get(items.size() - 1)) : Optional.empty();
        }

        private static <T> Page<T> of(List<T> oneMoreThanAsked, int limit) {
            boolean more = oneMoreThanAsked.size() > limit;
            return new Page<>(List.copyOf(more ? oneMoreThanAsked.subList(0, limit) : oneMoreThanAsked), more);
        }
    }

    /** Events in order of date. */
    public CompletableFuture<Page<EventRow>> events(EventsTable.Search search, EventsTable.Cursor after, int limit) {
        return merged(
                connection -> EventsTable.search(connection, search, after, limit + 1), EventsTable.BY_DATE, limit);
    }

    /**
     * Bookings as of {@code now}, newest first; of one event from its own database, else of a user over all.
     *
     * @param now microseconds; a hold whose time is up by then is shown as expired
     */
    public CompletableFuture<Page<BookingRow>> bookings(
            BookingsTable.Search search, long now, BookingsTable.Cursor after, int limit) {
        Query<List<BookingRow>> query = connection -> BookingsTable.search(connection, search, now, after, limit + 1);
        return search.eventId() == null
                ? merged(query, BookingsTable.NEWEST_FIRST, limit)
                : page(search.eventId(), query, limit);
    }

    /**
     * The bookings with this reference as of {@code now}, wherever they are: mostly one, or none.
     *
     * @param now microseconds
     */
    public CompletableFuture<List<BookingRow>> bookingsByReference(String reference, long now) {
        return all(connection -> BookingsTable.byReference(connection, reference))
                .thenApply(found -> found.stream()
                        .flatMap(List::stream)
                        .map(row -> row.asOf(now))
                        .toList());
    }

    /** One booking of an event, when the event no longer remembers it. */
    public CompletableFuture<Optional<BookingRow>> booking(UUID eventId, UUID bookingId) {
        return one(eventId, connection -> BookingsTable.byIds(connection, List.of(bookingId)))
                .thenApply(rows -> Optional.ofNullable(rows.get(bookingId))
                        .filter(row -> row.eventId().equals(eventId)));
    }

    /**
     * A user's promotions as of {@code now} over all databases: those that can still be claimed, then the rest, each
     * newest first.
     *
     * @param now microseconds; a promotion whose window ran out by then is shown as expired
     */
    public CompletableFuture<Page<PromotionRow>> promotions(
            UUID userId, long now, WaitlistPromotions.Cursor after, int limit) {
        return merged(
                connection -> WaitlistPromotions.ofUser(connection, userId, now, after, limit + 1),
                WaitlistPromotions.OPEN_FIRST,
                limit);
    }

    /** One promotion of an event, when the event no longer remembers it. */
    public CompletableFuture<Optional<PromotionRow>> promotion(UUID eventId, UUID promotionId) {
        return one(eventId, connection -> WaitlistPromotions.ofEvent(connection, eventId, promotionId));
    }

    /**
     * An event's entries of one status, in the order in which they would be served.
     *
     * @param status {@code waiting}, {@code promoted}, {@code converted}, {@code left} or {@code expired}
     */
    public CompletableFuture<Page<WaitlistRow>> waitlist(
            UUID eventId, String status, WaitlistEntries.Cursor after, int limit) {
        return page(eventId, connection -> WaitlistEntries.queue(connection, eventId, status, after, limit + 1), limit);
    }

    /**
     * Changes of an event's price, newest first.
     *
     * @param before the fact number of the last row of the page before; null: from the newest
     */
    public CompletableFuture<Page<PricingHistory.PriceRow>> priceHistory(UUID eventId, Long before, int limit) {
        return page(eventId, connection -> PricingHistory.of(connection, eventId, before, limit + 1), limit);
    }

    /** An event's analytics as of now. */
    public CompletableFuture<List<EventAnalytics.Value>> analyticsNow(UUID eventId) {
        return one(eventId, connection -> EventAnalytics.now(connection, eventId));
    }

    /**
     * An event's analytics hour by hour, oldest first.
     *
     * @param metric null: all
     * @param from microseconds; null: from the beginning
     * @param to microseconds, exclusive; null: to the end
     */
    public CompletableFuture<Page<EventAnalytics.Value>> analyticsByHour(
            UUID eventId, String metric, Long from, Long to, EventAnalytics.Cursor after, int limit) {
        return page(
                eventId,
                connection -> EventAnalytics.hours(connection, eventId, metric, from, to, after, limit + 1),
                limit);
    }

    /**
     * Booking attempts, newest first.
     *
     * @param before the id of the last row of the page before; null: from the newest
     */
    public CompletableFuture<Page<AttemptRow>> attempts(BookingAttempts.Search search, UUID before, int limit) {
        Query<List<AttemptRow>> query = connection -> BookingAttempts.search(connection, search, before, limit + 1);
        return search.eventId() == null
                ? merged(query, BookingAttempts.NEWEST_FIRST, limit)
                : page(search.eventId(), query, limit);
    }

    /**
     * How far the tables of each database, 0 to 3, are behind its journal.
     *
     * @param countUpTo stop counting records there
     */
    public CompletableFuture<List<Journal.Backlog>> backlogs(int countUpTo) {
        return all(connection -> Journal.backlog(connection, Positions.read(connection), countUpTo));
    }

    /** Whose records the tables of each database, 0 to 3, do not take, and why. */
    public CompletableFuture<List<List<ProjectionQuarantine.Row>>> quarantined() {
        return all(ProjectionQuarantine::all);
    }

    /** Something to ask one database. */
    private interface Query<T> {
        T ask(Connection connection) throws SQLException;
    }

    private <T> CompletableFuture<Page<T>> page(UUID eventId, Query<List<T>> query, int limit) {
        return one(eventId, query).thenApply(rows -> Page.of(rows, limit));
    }

    private <T> CompletableFuture<Page<T>> merged(Query<List<T>> query, Comparator<T> order, int limit) {
        return all(query).thenApply(answers -> {
            List<T> rows = new ArrayList<>();
            answers.forEach(rows::addAll);
            rows.sort(order);
            return Page.of(rows, limit);
        });
    }

    private <T> CompletableFuture<T> one(UUID eventId, Query<T> query) {
        return ask(Shards.shardOf(eventId), query);
    }

    /** The answers of the databases 0 to 3, in this order. */
    private <T> CompletableFuture<List<T>> all(Query<T> query) {
        List<CompletableFuture<T>> asked = IntStream.range(0, Shards.COUNT)
                .mapToObj(shard -> ask(shard, query))
                .toList();
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    private <T> CompletableFuture<T> ask(int shard, Query<T> query) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            executors.apply(shard).execute(() -> {
                try (Connection connection = shards.reader(shard).getConnection()) {
                    answer.complete(query.ask(connection));
                } catch (SQLException | RuntimeException e) {
                    answer.completeExceptionally(e);
                }
            });
        } catch (RejectedExecutionException full) {
            answer.completeExceptionally(full);
        }
        return answer;
    }
}
