package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.message.MessagePositionsTable;
import io.evently.tables.message.MessagePositionsTable.Mark;
import io.evently.tables.message.MessageSourceTable;
import io.evently.tables.message.MessageSourceTable.Source;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;

/**
 * How fresh the inboxes of one database are. They are written from the journals of all four, so each is asked how far it was
 * followed, once a second at most. A journal that is away is as fresh as it was when it was last asked. Thread-safe.
 */
final class InboxFreshness {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Nobody's inbox waits for longer because another database does not answer. */
    private static final long PATIENCE_MILLIS = 500;

    private record Known(long asOf, long atNanos) {}

    private final Shards shards;
    private final IntFunction<? extends Executor> executors;
    private final int home;
    /** Of each journal; 0: since 1970 nobody knows. */
    private final AtomicLongArray followedUntil = new AtomicLongArray(Shards.COUNT);

    private volatile Known known;

    /** @param home the database of the inboxes */
    InboxFreshness(Shards shards, IntFunction<? extends Executor> executors, int home) {
        this.shards = shards;
        this.executors = executors;
        this.home = home;
    }

    /**
     * Whatever was done by then was told, but for what is told to all people of an event, which takes its time.
     *
     * @return microseconds
     */
    CompletableFuture<Long> asOf() {
        Known last = known;
        if (last != null && System.nanoTime() - last.atNanos() < SECOND) {
            return CompletableFuture.completedFuture(last.asOf());
        }
        long now = System.nanoTime();
        return on(home, InboxFreshness::positions)
                .thenCompose(this::askJournals)
                .thenApply(oldest -> {
                    known = new Known(oldest, now);
                    return oldest;
                });
    }

    private CompletableFuture<Long> askJournals(List<Optional<Mark>> marks) {
        CompletableFuture<Long> oldest = CompletableFuture.completedFuture(Long.MAX_VALUE);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int source = shard;
            CompletableFuture<Long> one = on(source, connection -> followedUntil(connection, marks.get(source)))
                    .thenApply(until -> {
                        followedUntil.set(source, until - Freshness.MARGIN);
                        return until - Freshness.MARGIN;
                    })
                    .exceptionally(away -> followedUntil.get(source))
                    .completeOnTimeout(followedUntil.get(source), PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
            oldest = oldest.thenCombine(one, Math::min);
        }
        return oldest;
    }

    private <T> CompletableFuture<T> on(int shard, Query<T> query) {
        return Query.on(shards.reader(shard), executors.apply(shard), query);
    }

    /** Of each source, if anything of it was told. */
    private static List<Optional<Mark>> positions(Connection connection) throws SQLException {
        List<Optional<Mark>> marks = new ArrayList<>();
        for (int source = 0; source < Shards.COUNT; source++) {
            marks.add(MessagePositionsTable.read(connection, source));
        }
        return marks;
    }

    /** A position of an older generation of the journal says nothing of this one. */
    private static long followedUntil(Connection connection, Optional<Mark> told) throws SQLException {
        Source source = MessageSourceTable.read(connection);
        Position from = told.filter(mark -> mark.generation() == source.generation())
                .map(Mark::position)
                .orElse(source.start());
        return Journal.followedUntil(connection, from);
    }
}
