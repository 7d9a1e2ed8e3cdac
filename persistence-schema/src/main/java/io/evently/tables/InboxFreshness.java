package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.sql.Statements;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * How fresh the inboxes of one database are. They are written from the journals of all four, so each is asked how far it was
 * followed, once a second at most. A journal that is away is as fresh as it was when it was last asked. Thread-safe.
 */
final class InboxFreshness {

    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    /** Nobody's inbox waits for longer because another database does not answer. */
    private static final long PATIENCE_MILLIS = 500;

    private static final String POSITIONS = "select source, generation, tx::text, ordering from message_positions";

    private static final String SOURCE =
            "select generation, generation_tx::text, generation_ordering from message_source";

    private record Known(long asOf, long atNanos) {}

    /** Of an older generation of the journal, its place says nothing of this one. */
    private record Place(long generation, Position position) {}

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

    private CompletableFuture<Long> askJournals(Map<Integer, Place> places) {
        CompletableFuture<Long> oldest = CompletableFuture.completedFuture(Long.MAX_VALUE);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int source = shard;
            CompletableFuture<Long> one = on(source, connection -> followedUntil(connection, places.get(source)))
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

    private static Map<Integer, Place> positions(Connection connection) throws SQLException {
        record Source(int number, Place place) {}
        List<Source> all = Statements.list(
                connection,
                POSITIONS,
                row -> new Source(
                        row.getInt(1), new Place(row.getLong(2), new Position(row.getString(3), row.getLong(4)))));
        return all.stream().collect(Collectors.toMap(Source::number, Source::place));
    }

    /** @param place null: nothing of this journal was told yet */
    private static long followedUntil(Connection connection, Place place) throws SQLException {
        Place beginning = Statements.first(
                        connection,
                        SOURCE,
                        row -> new Place(row.getLong(1), new Position(row.getString(2), row.getLong(3))))
                .orElse(new Place(0, Position.BEGINNING));
        boolean isCurrent = place != null && place.generation() == beginning.generation();
        return Journal.followedUntil(connection, isCurrent ? place.position() : beginning.position());
    }
}
