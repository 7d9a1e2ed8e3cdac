package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.Preferences;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;

/**
 * Everything that the tables of all databases hold about one user. Page by page, so that no database is asked for more than
 * some hundred rows at a time; answers fail as those of {@link ReadModel}.
 */
public final class PersonalData {

    /** Some 3 MB of each kind: a person books some hundred times. */
    static final int MOST = 10_000;

    private static final int PAGE = 500;

    private final ShardQueries databases;
    private final Inbox inbox;
    private final Viewer viewer;
    private final int most;

    PersonalData(ShardQueries databases, Inbox inbox, Viewer viewer) {
        this(databases, inbox, viewer, MOST);
    }

    PersonalData(ShardQueries databases, Inbox inbox, Viewer viewer, int most) {
        this.databases = databases;
        this.inbox = inbox;
        this.viewer = viewer;
        this.most = most;
    }

    /**
     * All rows of a kind, newest first.
     *
     * @param complete false: there are more, older ones
     * @param asOf everything that was done by then is in it, microseconds
     */
    public record Whole<T>(List<T> rows, boolean complete, long asOf) {}

    /** @param now microseconds; holds whose time is up by then are shown as expired */
    public CompletableFuture<Whole<BookingRow>> bookings(UUID userId, long now) {
        BookingsTable.Search search = new BookingsTable.Search(userId, null, null);
        return whole((last, limit) -> {
            BookingsTable.Cursor after = last == null ? null : BookingsTable.Cursor.after(last);
            return databases.merged(
                    viewer,
                    connection -> BookingsTable.search(connection, search, now, after, limit + 1),
                    BookingsTable.NEWEST_FIRST,
                    limit);
        });
    }

    public CompletableFuture<Whole<WaitlistRow>> entries(UUID userId) {
        return whole((last, limit) -> databases.merged(
                viewer,
                connection -> WaitlistEntriesTable.ofUser(connection, userId, last, limit + 1),
                WaitlistEntriesTable.NEWEST_FIRST,
                limit));
    }

    /** @param now microseconds; promotions whose window ran out by then are shown as expired */
    public CompletableFuture<Whole<PromotionRow>> promotions(UUID userId, long now) {
        return whole((last, limit) -> {
            WaitlistPromotionsTable.Cursor after = last == null ? null : WaitlistPromotionsTable.Cursor.after(last);
            return databases.merged(
                    viewer,
                    connection -> WaitlistPromotionsTable.ofUser(connection, userId, now, after, limit + 1),
                    WaitlistPromotionsTable.OPEN_FIRST,
                    limit);
        });
    }

    /** Attempts to book, of the 90 days that they are kept. */
    public CompletableFuture<Whole<AttemptRow>> attempts(UUID userId) {
        return whole((last, limit) -> databases.merged(
                viewer,
                connection ->
                        BookingAttemptsTable.ofUser(connection, userId, last == null ? null : last.id(), limit + 1),
                BookingAttemptsTable.NEWEST_FIRST,
                limit));
    }

    /** What they were told, in their inbox or by mail. */
    public CompletableFuture<Whole<NotificationRow>> notifications(UUID userId) {
        return whole((last, limit) -> inbox.allOf(viewer, userId, last, limit));
    }

    /** What they want to hear of. */
    public CompletableFuture<Preferences> preferences(UUID userId) {
        return inbox.preferences(viewer, userId);
    }

    /** Which of their tokens are refused; empty: all are taken. */
    public CompletableFuture<Optional<SessionMarkRow>> sessions(UUID userId) {
        return databases.unseen(Shards.shardOf(userId), connection -> SessionMarksTable.of(connection, userId));
    }

    /**
     * How log-ins to an address went of late.
     *
     * @param shard the database of the address's claim
     */
    public CompletableFuture<List<LoginAttemptsTable.Row>> logIns(int shard, byte[] emailIndex) {
        return databases.unseen(shard, connection -> LoginAttemptsTable.of(connection, emailIndex));
    }

    private <T> CompletableFuture<Whole<T>> whole(BiFunction<T, Integer, CompletableFuture<Page<T>>> next) {
        return more(next, null, new ArrayList<>(), Long.MAX_VALUE);
    }

    private <T> CompletableFuture<Whole<T>> more(
            BiFunction<T, Integer, CompletableFuture<Page<T>>> next, T last, List<T> rows, long asOf) {
        return next.apply(last, Math.min(PAGE, most - rows.size())).thenCompose(page -> {
            rows.addAll(page.items());
            long oldest = Math.min(asOf, page.asOf());
            return page.more() && rows.size() < most
                    ? more(next, rows.get(rows.size() - 1), rows, oldest)
                    : CompletableFuture.completedFuture(new Whole<>(List.copyOf(rows), !page.more(), oldest));
        });
    }
}
