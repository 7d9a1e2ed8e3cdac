package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.journal.PositionsTable;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Asks one database or all four, each by its own threads, and puts the answers together. */
final class ShardQueries {

    private final Shards shards;
    private final IntFunction<? extends Executor> executors;
    private final List<Freshness> freshness;
    private final List<Freshness> freshnessOfAnalytics;
    private final List<CatchUp> catchUps;

    /** As {@link ReadModel#ReadModel}. */
    ShardQueries(Shards shards, IntFunction<? extends Executor> executors, Duration patience) {
        this.shards = shards;
        this.executors = executors;
        this.freshness = each(shard -> new Freshness(PositionsTable::read, Freshness.MARGIN));
        this.freshnessOfAnalytics =
                each(shard -> new Freshness(PositionsTable::readOfAnalytics, Freshness.MARGIN_OF_ANALYTICS));
        this.catchUps = each(shard -> new CatchUp(shards.reader(shard), executors.apply(shard), patience));
    }

    /** @param asOf how fresh the tables were, microseconds */
    private record Dated<T>(T rows, long asOf) {}

    /** One for each database, 0 to 3. */
    static <T> List<T> each(IntFunction<T> ofShard) {
        return IntStream.range(0, Shards.COUNT).mapToObj(ofShard).toList();
    }

    /** What the event's database answers. */
    <T> CompletableFuture<T> one(UUID eventId, Query<T> query) {
        return ask(Shards.shardOf(eventId), query);
    }

    /** What this database answers. */
    <T> CompletableFuture<T> of(int shard, Query<T> query) {
        return ask(shard, query);
    }

    /** The answers of the databases 0 to 3, in this order. */
    <T> CompletableFuture<List<T>> all(Query<T> query) {
        return together(each(shard -> ask(shard, query)));
    }

    /** Part of a list of the event's database. */
    <T> CompletableFuture<Page<T>> page(UUID eventId, Query<List<T>> query, int limit) {
        return page(freshness, eventId, query, limit);
    }

    /** Part of its analytics, which follow later than the other tables. */
    <T> CompletableFuture<Page<T>> pageOfAnalytics(UUID eventId, Query<List<T>> query, int limit) {
        return page(freshnessOfAnalytics, eventId, query, limit);
    }

    private <T> CompletableFuture<Page<T>> page(List<Freshness> of, UUID eventId, Query<List<T>> query, int limit) {
        int shard = Shards.shardOf(eventId);
        return ask(shard, dated(of.get(shard), query))
                .thenApply(answer -> Page.of(answer.rows(), limit, answer.asOf()));
    }

    /** Part of the list that those of all databases make. */
    <T> CompletableFuture<Page<T>> merged(Query<List<T>> query, Comparator<T> order, int limit) {
        return merged(executors, query, order, limit);
    }

    /** The same by other threads. */
    <T> CompletableFuture<Page<T>> merged(
            IntFunction<? extends Executor> threads, Query<List<T>> query, Comparator<T> order, int limit) {
        return together(each(shard -> ask(shard, threads.apply(shard), dated(freshness.get(shard), query))))
                .thenApply(answers -> {
                    List<T> rows = new ArrayList<>();
                    answers.forEach(answer -> rows.addAll(answer.rows()));
                    rows.sort(order);
                    long asOf = answers.stream().mapToLong(Dated::asOf).min().orElseThrow();
                    return Page.of(rows, limit, asOf);
                });
    }

    /**
     * Rows of the event's database that are there or not. If none is, the question is put once more when the tables have
     * what was committed before now, or when its time is up.
     */
    <T> CompletableFuture<List<T>> lookUp(UUID eventId, Query<List<T>> query) {
        return lookUp(List.of(Shards.shardOf(eventId)), query);
    }

    /** The same in all databases. */
    <T> CompletableFuture<List<T>> lookUp(Query<List<T>> query) {
        return lookUp(each(shard -> shard), query);
    }

    private <T> CompletableFuture<List<T>> lookUp(List<Integer> askedShards, Query<List<T>> query) {
        return together(askedShards.stream().map(shard -> ask(shard, query)).toList())
                .thenApply(ShardQueries::joined)
                .thenCompose(found -> found.isEmpty()
                        ? together(askedShards.stream()
                                        .map(shard -> askInTime(shard, query))
                                        .toList())
                                .thenApply(ShardQueries::joined)
                        : CompletableFuture.completedFuture(found));
    }

    private record Awaited<T>(CompletableFuture<T> answer) {}

    private <T> CompletableFuture<T> askInTime(int shard, Query<T> query) {
        return ask(shard, connection -> new Awaited<>(catchUps.get(shard).ask(connection, query)))
                .thenCompose(Awaited::answer);
    }

    private static <T> List<T> joined(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    private static <T> CompletableFuture<List<T>> together(List<CompletableFuture<T>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** Before the rows are read: they may be fresher than this says, never older. */
    private static <T> Query<Dated<T>> dated(Freshness freshness, Query<T> query) {
        return connection -> {
            long asOf = freshness.asOf(connection);
            return new Dated<>(query.ask(connection), asOf);
        };
    }

    private <T> CompletableFuture<T> ask(int shard, Query<T> query) {
        return ask(shard, executors.apply(shard), query);
    }

    private <T> CompletableFuture<T> ask(int shard, Executor threads, Query<T> query) {
        return Query.on(shards.reader(shard), threads, query);
    }
}
