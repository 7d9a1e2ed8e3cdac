package io.evently.tables;

import io.evently.database.PartOfThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.sql.StatementLimit;
import io.evently.sql.Viewer;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.DeliveryLogTable;
import io.evently.tables.message.DeliveryRow;
import io.evently.tables.message.MessagesBehind;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.IntFunction;

/**
 * Lists, searches and lookups over the tables. What may be anywhere is asked of all four databases at once and merged; a
 * page of a merged list is right because each database gives its own next rows behind the same cursor. What is looked up by
 * its id or reference and not found is looked up again when the tables have what was committed before.
 *
 * <p>Rows are asked for by somebody, and the databases' policies show them what they may see, whatever the query.
 *
 * <p>Answers fail with the {@link SQLException} of the database that failed, or with a {@link
 * RejectedExecutionException} when the executor of a database is full. Callbacks run on the executor's threads.
 */
public final class ReadModel {

    /**
     * Of a database's threads, what strangers' lists of events may have, and those with words to look for, which cost more;
     * the rest is for those who have a token.
     */
    private static final int EVENT_LISTS = 2;

    private static final int SEARCHES = 1;

    /** At 5 ms each it is half a second until they all have been served. */
    private static final int MOST_STRANGERS_WAITING = 100;

    private final ShardQueries databases;
    private final Inbox inbox;
    private final List<PartOfThreads> listing;
    private final List<PartOfThreads> searching;

    /**
     * @param executors for blocking JDBC, one for each database; as many threads as {@code shards} has connections for
     *     reading, and a bounded queue
     * @param patience how long a look-up waits for the tables
     */
    public ReadModel(Shards shards, IntFunction<? extends Executor> executors, Duration patience) {
        this.databases = new ShardQueries(shards, executors, patience);
        this.inbox = new Inbox(databases, shards, executors);
        this.listing = partOf(executors, EVENT_LISTS);
        this.searching = partOf(executors, SEARCHES);
    }

    /** What is held about one user. */
    public PersonalData personalData(Viewer viewer) {
        return new PersonalData(databases, inbox, viewer);
    }

    /** What people were told. */
    public Inbox inbox() {
        return inbox;
    }

    /** Webhooks and what they were told. */
    public WebhookLists webhooks(Viewer viewer) {
        return new WebhookLists(databases, viewer);
    }

    private static List<PartOfThreads> partOf(IntFunction<? extends Executor> executors, int threads) {
        return ShardQueries.each(shard -> new PartOfThreads(executors.apply(shard), threads, MOST_STRANGERS_WAITING));
    }

    /**
     * Part of a list.
     *
     * @param more whether there is more behind it
     * @param asOf everything that was done by then is in it, microseconds; of the oldest of the databases asked
     */
    public record Page<T>(List<T> items, boolean more, long asOf) {

        /** The item the next page begins behind; empty if this is the last page. */
        public Optional<T> last() {
            return more ? Optional.of(items.get(items.size() - 1)) : Optional.empty();
        }

        static <T> Page<T> of(List<T> oneMoreThanAsked, int limit, long asOf) {
            boolean more = oneMoreThanAsked.size() > limit;
            return new Page<>(List.copyOf(more ? oneMoreThanAsked.subList(0, limit) : oneMoreThanAsked), more, asOf);
        }
    }

    /**
     * Events in order of date, by a part of the threads and for 2 s at most: anybody may ask, and a search may be
     * expensive.
     */
    public CompletableFuture<Page<EventRow>> events(
            Viewer viewer, EventsTable.Search search, EventsTable.Cursor after, int limit) {
        return databases.merged(
                viewer,
                search.text() == null ? listing::get : searching::get,
                connection -> StatementLimit.within(
                        connection,
                        StatementLimit.SEARCH,
                        () -> EventsTable.search(connection, search, after, limit + 1)),
                EventsTable.BY_DATE,
                limit);
    }

    /**
     * Bookings as of {@code now}, newest first; of one event from its own database, else of a user over all.
     *
     * @param now microseconds; a hold whose time is up by then is shown as expired
     */
    public CompletableFuture<Page<BookingRow>> bookings(
            Viewer viewer, BookingsTable.Search search, long now, BookingsTable.Cursor after, int limit) {
        Query<List<BookingRow>> query = connection -> BookingsTable.search(connection, search, now, after, limit + 1);
        return search.eventId() == null
                ? databases.merged(viewer, query, BookingsTable.NEWEST_FIRST, limit)
                : databases.page(viewer, search.eventId(), query, limit);
    }

    /**
     * The bookings with this reference as of {@code now}, wherever they are: mostly one, or none.
     *
     * @param now microseconds
     */
    public CompletableFuture<List<BookingRow>> bookingsByReference(Viewer viewer, String reference, long now) {
        return databases
                .lookUp(viewer, connection -> BookingsTable.byReference(connection, reference))
                .thenApply(found -> found.stream().map(row -> row.asOf(now)).toList());
    }

    /** One booking of an event, when the event no longer remembers it. */
    public CompletableFuture<Optional<BookingRow>> booking(Viewer viewer, UUID eventId, UUID bookingId) {
        return databases
                .lookUp(
                        viewer,
                        eventId,
                        connection -> List.copyOf(BookingsTable.byIds(connection, List.of(bookingId))
                                .values()))
                .thenApply(rows -> rows.stream()
                        .filter(row -> row.eventId().equals(eventId))
                        .findFirst());
    }

    /**
     * A user's promotions as of {@code now} over all databases: those that can still be claimed, then the rest, each
     * newest first.
     *
     * @param now microseconds; a promotion whose window ran out by then is shown as expired
     */
    public CompletableFuture<Page<PromotionRow>> promotions(
            Viewer viewer, UUID userId, long now, WaitlistPromotionsTable.Cursor after, int limit) {
        return databases.merged(
                viewer,
                connection -> WaitlistPromotionsTable.ofUser(connection, userId, now, after, limit + 1),
                WaitlistPromotionsTable.OPEN_FIRST,
                limit);
    }

    /** One promotion of an event, when the event no longer remembers it. */
    public CompletableFuture<Optional<PromotionRow>> promotion(Viewer viewer, UUID eventId, UUID promotionId) {
        return databases
                .lookUp(
                        viewer,
                        eventId,
                        connection -> WaitlistPromotionsTable.ofEvent(connection, eventId, promotionId).stream()
                                .toList())
                .thenApply(rows -> rows.stream().findFirst());
    }

    /**
     * An event's entries of one status, in the order in which they would be served; for admins, others see none.
     *
     * @param status {@code waiting}, {@code promoted}, {@code converted}, {@code left} or {@code expired}
     */
    public CompletableFuture<Page<WaitlistRow>> waitlist(
            Viewer viewer, UUID eventId, String status, WaitlistEntriesTable.Cursor after, int limit) {
        return databases.page(
                viewer,
                eventId,
                connection -> WaitlistEntriesTable.queue(connection, eventId, status, after, limit + 1),
                limit);
    }

    /**
     * Changes of an event's price, newest first.
     *
     * @param before the fact number of the last row of the page before; null: from the newest
     */
    public CompletableFuture<Page<PricingHistoryTable.PriceRow>> priceHistory(
            Viewer viewer, UUID eventId, Long before, int limit) {
        return databases.page(
                viewer, eventId, connection -> PricingHistoryTable.of(connection, eventId, before, limit + 1), limit);
    }

    /** An event's analytics as of now. */
    public CompletableFuture<List<EventAnalyticsTable.Value>> analyticsNow(Viewer viewer, UUID eventId) {
        return databases.one(viewer, eventId, connection -> EventAnalyticsTable.now(connection, eventId));
    }

    /**
     * An event's analytics hour by hour, oldest first.
     *
     * @param metric null: all
     * @param from microseconds; null: from the beginning
     * @param to microseconds, exclusive; null: to the end
     */
    public CompletableFuture<Page<EventAnalyticsTable.Value>> analyticsByHour(
            Viewer viewer,
            UUID eventId,
            String metric,
            Long from,
            Long to,
            EventAnalyticsTable.Cursor after,
            int limit) {
        return databases.pageOfAnalytics(
                viewer,
                eventId,
                connection -> EventAnalyticsTable.hours(connection, eventId, metric, from, to, after, limit + 1),
                limit);
    }

    /**
     * Booking attempts, newest first.
     *
     * @param before the id of the last row of the page before; null: from the newest
     */
    public CompletableFuture<Page<AttemptRow>> attempts(
            Viewer viewer, BookingAttemptsTable.Search search, UUID before, int limit) {
        Query<List<AttemptRow>> query =
                connection -> BookingAttemptsTable.search(connection, search, before, limit + 1);
        return search.eventId() == null
                ? databases.merged(viewer, query, BookingAttemptsTable.NEWEST_FIRST, limit)
                : databases.page(viewer, search.eventId(), query, limit);
    }

    /**
     * What was done, newest first, over all databases.
     *
     * @param after {@link AuditList.Cursor#NEWEST}: from the newest
     */
    public CompletableFuture<Page<AuditList.Item>> audit(
            Viewer viewer, AuditTable.Search search, AuditList.Cursor after, int limit) {
        return databases
                .ofEach(viewer, shard -> connection -> auditOf(connection, shard, search, after, limit + 1))
                .thenApply(found -> Page.of(AuditList.merge(found.ofShards(), after, limit + 1), limit, found.asOf()));
    }

    /**
     * Mails, newest first, over all databases; for admins, others see none.
     *
     * @param status null: any
     * @param after null: from the newest
     */
    public CompletableFuture<Page<DeliveryRow>> emailDeliveries(
            Viewer viewer, String status, DeliveryLogTable.Cursor after, int limit) {
        return databases.merged(
                viewer,
                connection -> DeliveryLogTable.search(connection, status, after, limit + 1),
                DeliveryLogTable.NEWEST_FIRST,
                limit);
    }

    private static List<List<AuditRow>> auditOf(
            Connection connection, int shard, AuditTable.Search search, AuditList.Cursor after, int limit)
            throws SQLException {
        List<List<AuditRow>> ofChains = new ArrayList<>();
        for (AuditChain chain : AuditChain.values()) {
            ofChains.add(AuditTable.search(connection, chain, search, after.before(shard, chain), limit));
        }
        return ofChains;
    }

    /**
     * How far the tables of each database, 0 to 3, are behind its journal.
     *
     * @param countUpTo stop counting records there
     */
    public CompletableFuture<List<Journal.Backlog>> backlogs(int countUpTo) {
        return databases.aboutTheTables(
                connection -> Journal.backlog(connection, PositionsTable.read(connection), countUpTo));
    }

    /** What of each database, 0 to 3, is still to be told. */
    public CompletableFuture<List<MessagesBehind>> messagesBehind() {
        return databases.aboutTheTables(MessagesBehind::read);
    }

    /** Whose records the tables of each database, 0 to 3, do not take, and why. */
    public CompletableFuture<List<List<ProjectionQuarantineTable.Row>>> quarantined() {
        return databases.aboutTheTables(ProjectionQuarantineTable::all);
    }
}
