package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.message.DeliveryLogTable;
import io.evently.tables.message.DeliveryRow;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.Preferences;
import java.util.ArrayList;
import java.util.Comparator;
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

    /** Some 4 MB; a person logs in some thousand times. */
    static final int MOST_DOINGS = 2_500;

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

    /** What became of mails to them. */
    public CompletableFuture<Whole<DeliveryRow>> mails(UUID userId) {
        return whole((last, limit) -> {
            DeliveryLogTable.Cursor after = last == null ? null : DeliveryLogTable.Cursor.after(last);
            return databases
                    .unseen(
                            Shards.shardOf(userId),
                            connection -> DeliveryLogTable.ofUser(connection, userId, after, limit + 1))
                    .thenApply(rows -> Page.of(rows, limit, Long.MAX_VALUE));
        });
    }

    /** What they want to hear of. */
    public CompletableFuture<Preferences> preferences(UUID userId) {
        return inbox.preferences(viewer, userId);
    }

    /**
     * What the audit was told of their requests, and of others' that were about them. What they booked and joined is not in
     * it: the other lists show that.
     */
    public CompletableFuture<Whole<AuditRow>> doings(UUID userId) {
        return doings(userId, MOST_DOINGS);
    }

    CompletableFuture<Whole<AuditRow>> doings(UUID userId, int mostOfEach) {
        CompletableFuture<Whole<AuditRow>> all =
                CompletableFuture.completedFuture(new Whole<>(List.of(), true, Long.MAX_VALUE));
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            all = all.thenCompose(before -> databases
                    .unseen(
                            database,
                            connection -> AuditTable.ofPerson(connection, userId, Long.MAX_VALUE, mostOfEach + 1))
                    .thenApply(rows -> together(before, rows, mostOfEach)));
        }
        return all;
    }

    private static Whole<AuditRow> together(Whole<AuditRow> before, List<AuditRow> rows, int most) {
        List<AuditRow> all = new ArrayList<>(before.rows());
        all.addAll(rows.subList(0, Math.min(rows.size(), most)));
        all.sort(Comparator.comparingLong(AuditRow::at).reversed());
        return new Whole<>(List.copyOf(all), before.complete() && rows.size() <= most, before.asOf());
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
