package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.message.InboxList;
import io.evently.tables.message.InboxStream;
import io.evently.tables.message.NotificationRow;
import io.evently.tables.message.Preferences;
import io.evently.tables.message.PreferencesTable;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/**
 * What people were told and what they want to hear of, in the database of each. Answers fail as those of {@link ReadModel};
 * what writes may have been written though it failed.
 */
public final class Inbox {

    /** Each is a statement of its own: some ten milliseconds. */
    private static final int MARKED_AT_ONCE = 1_000;

    /** What one call marks as read. */
    public static final int MOST_MARKED = 10_000;

    private final ShardQueries databases;
    private final List<InboxFreshness> freshness;

    Inbox(ShardQueries databases, Shards shards, IntFunction<? extends Executor> executors) {
        this.databases = databases;
        this.freshness = ShardQueries.each(shard -> new InboxFreshness(shards, executors, shard));
    }

    /**
     * Part of an inbox.
     *
     * @param unread how many are, at most {@link InboxList#MOST_COUNTED}
     */
    public record Shown(Page<NotificationRow> page, int unread) {}

    private record Rows(List<NotificationRow> rows, int unread) {}

    /**
     * What the caller's inbox shows, unread first, each part newest first.
     *
     * @param read null: whether it was read or not
     * @param after null: from the first
     */
    public CompletableFuture<Shown> list(Viewer viewer, UUID userId, Boolean read, InboxList.Cursor after, int limit) {
        return freshness.get(Shards.shardOf(userId)).asOf().thenCompose(asOf -> databases
                .one(
                        viewer,
                        userId,
                        connection -> new Rows(
                                InboxList.page(connection, userId, read, after, limit + 1),
                                InboxList.unread(connection, userId)))
                .thenApply(found -> new Shown(Page.of(found.rows(), limit, asOf), found.unread())));
    }

    /** Whatever was done by then is in the inboxes of each database, 0 to 3; microseconds. */
    public CompletableFuture<List<Long>> asOf() {
        return ShardQueries.together(
                ShardQueries.each(shard -> freshness.get(shard).asOf()));
    }

    /** All that a person was told, newest first, also by mail only. */
    CompletableFuture<Page<NotificationRow>> allOf(Viewer viewer, UUID userId, NotificationRow last, int limit) {
        long before = last == null ? Long.MAX_VALUE : last.streamNo();
        return freshness.get(Shards.shardOf(userId)).asOf().thenCompose(asOf -> databases
                .one(viewer, userId, connection -> InboxList.allOf(connection, userId, before, limit + 1))
                .thenApply(rows -> Page.of(rows, limit, asOf)));
    }

    /** Marks one of the caller's messages as read or unread; empty if they have none with this id. */
    public CompletableFuture<Optional<NotificationRow>> mark(UUID userId, UUID id, boolean read) {
        return databases.unseen(Shards.shardOf(userId), connection -> InboxList.mark(connection, userId, id, read));
    }

    /**
     * Marks as read what the caller has not read, the newest {@link #MOST_MARKED}; what comes meanwhile stays unread.
     *
     * @return how many there were
     */
    public CompletableFuture<Integer> markAll(UUID userId) {
        return databases.unseen(Shards.shardOf(userId), connection -> {
            long newest = InboxStream.head(connection);
            int all = 0;
            int some;
            do {
                some = InboxList.markAll(connection, userId, newest, MARKED_AT_ONCE);
                all += some;
            } while (some == MARKED_AT_ONCE && all < MOST_MARKED);
            return all;
        });
    }

    /** What the caller wants to hear of. */
    public CompletableFuture<Preferences> preferences(Viewer viewer, UUID userId) {
        return databases.one(viewer, userId, connection -> PreferencesTable.read(connection, List.of(userId))
                .getOrDefault(userId, Preferences.EVERYTHING));
    }

    /**
     * Keeps what the caller wants to hear of.
     *
     * @return whether it is something else than before; fails with an {@link SQLException} if it may or may not be kept
     */
    public CompletableFuture<Boolean> prefer(UUID userId, Preferences wanted) {
        return databases.unseen(
                Shards.shardOf(userId), connection -> PreferencesTable.write(connection, userId, wanted));
    }
}
