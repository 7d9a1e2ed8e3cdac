package io.evently.tables;

import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.sql.Viewer;
import io.evently.tables.ReadModel.Page;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * Asks one database or all four, each by its own threads, and puts the answers together. What people's rows are in is
 * asked for somebody, who sees what they may.
 */
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
        this.freshness = each(shard -> new Freshness(shards.reader(shard), PositionsTable::read, Freshness.MARGIN));
        this.freshnessOfAnalytics = each(shard ->
                new Freshness(shards.reader(shard), PositionsTable::readOfAnalytics, Freshness.MARGIN_OF_ANALYTICS));
        this.catchUps = each(shard -> new CatchUp(shards.reader(shard), executors.apply(shard), patience));
    }

    /** @param asOf how fresh the tables were, microseconds */
    private record Dated<T>(T rows, long asOf) {}

    /** One for each database, 0 to 3. */
    static <T> List<T> each(IntFunction<T> ofShard) {
        return IntStream.range(0, Shards.COUNT).mapToObj(ofShard).toList();
    }

    /** What the event's database answers. */
    <T> CompletableFuture<T> one(Viewer viewer, UUID eventId, Query<T> query) {
        return ask(viewer, Shards.shardOf(eventId), query);
    }

    /** What this database answers. */
    <T> CompletableFuture<T> inDatabase(Viewer viewer, int shard, Query<T> query) {
        return ask(viewer, shard, query);
    }

    /**
     * What this database answers by the rights of the background: for what belongs to no user by its row, and must belong to
     * whoever asks by the caller's own care.
     */
    <T> CompletableFuture<T> unseen(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), executors.apply(shard), query);
    }

    /** What the databases 0 to 3 answer, in this order, about journal and tables as such: no rows of people. */
    <T> CompletableFuture<List<T>> aboutTheTables(Query<T> query) {
        return together(each(shard -> Query.on(shards.reader(shard), executors.apply(shard), query)));
    }

    /** What each database answers, and as of when: the oldest of them. */
    record Answers<T>(List<T> ofShards, long asOf) {}

    /** Asks each database its own. */
    <T> CompletableFuture<Answers<T>> ofEach(Viewer viewer, IntFunction<Query<T>> queries) {
        return together(each(shard ->
                        dated(viewer, shard, executors.apply(shard), freshness.get(shard), queries.apply(shard))))
                .thenApply(answers -> new Answers<>(
                        answers.stream().map(Dated::rows).toList(),
                        answers.stream().mapToLong(Dated::asOf).min().orElseThrow()));
    }

    /** Part of a list of the event's database. */
    <T> CompletableFuture<Page<T>> page(Viewer viewer, UUID eventId, Query<List<T>> query, int limit) {
        return page(freshness, viewer, eventId, query, limit);
    }

    /** Part of its analytics, which follow later than the other tables. */
    <T> CompletableFuture<Page<T>> pageOfAnalytics(Viewer viewer, UUID eventId, Query<List<T>> query, int limit) {
        return page(freshnessOfAnalytics, viewer, eventId, query, limit);
    }

    private <T> CompletableFuture<Page<T>> page(
            List<Freshness> of, Viewer viewer, UUID eventId, Query<List<T>> query, int limit) {
        int shard = Shards.shardOf(eventId);
        return dated(viewer, shard, executors.apply(shard), of.get(shard), query)
                .thenApply(answer -> Page.of(answer.rows(), limit, answer.asOf()));
    }

    /** Part of the list that those of all databases make. */
    <T> CompletableFuture<Page<T>> merged(Viewer viewer, Query<List<T>> query, Comparator<T> order, int limit) {
        return merged(viewer, executors, query, order, limit);
    }

    /** The same by other threads. */
    <T> CompletableFuture<Page<T>> merged(
            Viewer viewer,
            IntFunction<? extends Executor> threads,
            Query<List<T>> query,
            Comparator<T> order,
            int limit) {
        return together(each(shard -> dated(viewer, shard, threads.apply(shard), freshness.get(shard), query)))
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
    <T> CompletableFuture<List<T>> lookUp(Viewer viewer, UUID eventId, Query<List<T>> query) {
        return lookUp(viewer, List.of(Shards.shardOf(eventId)), query);
    }

    /** The same in all databases. */
    <T> CompletableFuture<List<T>> lookUp(Viewer viewer, Query<List<T>> query) {
        return lookUp(viewer, each(shard -> shard), query);
    }

    private <T> CompletableFuture<List<T>> lookUp(Viewer viewer, List<Integer> askedShards, Query<List<T>> query) {
        return together(askedShards.stream()
                        .map(shard -> ask(viewer, shard, query))
                        .toList())
                .thenApply(ShardQueries::joined)
                .thenCompose(found -> found.isEmpty()
                        ? together(askedShards.stream()
                                        .map(shard -> askInTime(viewer, shard, query))
                                        .toList())
                                .thenApply(ShardQueries::joined)
                        : CompletableFuture.completedFuture(found));
    }

    private record Awaited<T>(CompletableFuture<T> answer) {}

    private <T> CompletableFuture<T> askInTime(Viewer viewer, int shard, Query<T> query) {
        return Query.by(
                        executors.apply(shard),
                        () -> new Awaited<>(catchUps.get(shard).ask(() -> answer(viewer, shard, query))))
                .thenCompose(Awaited::answer);
    }

    private static <T> List<T> joined(List<List<T>> lists) {
        return lists.stream().flatMap(List::stream).toList();
    }

    static <T> CompletableFuture<List<T>> together(List<CompletableFuture<T>> asked) {
        return CompletableFuture.allOf(asked.toArray(CompletableFuture[]::new))
                .thenApply(done -> asked.stream().map(CompletableFuture::join).toList());
    }

    /** How fresh they are is asked before they are read: they may be fresher than this says, never older. */
    private <T> CompletableFuture<Dated<T>> dated(
            Viewer viewer, int shard, Executor threads, Freshness freshness, Query<T> query) {
        return Query.by(threads, () -> {
            long asOf = freshness.asOf();
            return new Dated<>(answer(viewer, shard, query), asOf);
        });
    }

    private <T> CompletableFuture<T> ask(Viewer viewer, int shard, Query<T> query) {
        return Query.by(executors.apply(shard), () -> answer(viewer, shard, query));
    }

    private <T> T answer(Viewer viewer, int shard, Query<T> query) throws SQLException {
        try (Connection connection = shards.request(shard, viewer)) {
            return query.ask(connection);
        }
    }
}
