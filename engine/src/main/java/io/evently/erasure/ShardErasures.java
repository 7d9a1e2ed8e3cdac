package io.evently.erasure;

import io.evently.database.Outage;
import io.evently.tables.ErasuresTable.Open;
import io.evently.tables.ErasuresTable.Row;
import io.evently.worker.ShardWork;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;

/** Does the rest for the forgotten of a database, some at a time, then for those who came later; who waits is passed over. */
final class ShardErasures implements ShardWork {

    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(1);

    /** Of a round: some twenty statements each. */
    static final int AT_ONCE = 20;

    static final long NOBODY = Long.MAX_VALUE;

    /** Whoever is not done with. */
    interface Next {

        /** @param after behind this one; null: from the first */
        List<Open> next(Row after) throws SQLException;
    }

    private final int shard;
    private final Next next;
    private final Function<Open, CompletableFuture<Void>> steps;
    private final RestoredUsers restored;
    private final LongConsumer oldest;
    private final Duration every;
    private final Duration restoredEvery;
    private final LongSupplier nanoTime;
    private long lookedAt;
    private Row after;

    /**
     * @param steps do what can be done for one person now
     * @param oldest is told since when the first of them waits, microseconds; {@link #NOBODY}: none does
     * @param every how long after a round the next begins
     * @param restoredEvery how long after one look at {@code restored} the next
     */
    ShardErasures(
            int shard,
            Next next,
            Function<Open, CompletableFuture<Void>> steps,
            RestoredUsers restored,
            LongConsumer oldest,
            Duration every,
            Duration restoredEvery,
            LongSupplier nanoTime) {
        this.shard = shard;
        this.next = next;
        this.steps = steps;
        this.restored = restored;
        this.oldest = oldest;
        this.every = every;
        this.restoredEvery = restoredEvery;
        this.nanoTime = nanoTime;
        this.lookedAt = nanoTime.getAsLong();
    }

    @Override
    public CompletableFuture<Duration> round() throws Exception {
        List<Open> open = next.next(after);
        if (after == null) {
            oldest.accept(open.isEmpty() ? NOBODY : open.get(0).row().forgottenAt());
        }
        boolean more = open.size() == AT_ONCE;
        after = more ? open.get(open.size() - 1).row() : null;
        List<Throwable> failures = new ArrayList<>();
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (Open one : open) {
            all = all.thenCompose(before -> steps.apply(one)).exceptionally(failure -> {
                failures.add(failure);
                return null;
            });
        }
        return all.thenCompose(done -> lookForRestored())
                .thenCompose(looked -> failures.isEmpty()
                        ? ShardWork.rest(more ? Duration.ZERO : every)
                        : CompletableFuture.failedFuture(failures.get(0)));
    }

    private CompletableFuture<Void> lookForRestored() {
        if (nanoTime.getAsLong() - lookedAt < restoredEvery.toNanos()) {
            return CompletableFuture.completedFuture(null);
        }
        return restored.forgetAgain(shard).thenAccept(found -> lookedAt = nanoTime.getAsLong());
    }

    @Override
    public void ended() {
        oldest.accept(NOBODY);
    }

    @Override
    public void failed(Throwable why, Outage outage) {
        outage.failed(RestoredUsers.causeOf(why));
    }

    @Override
    public String trouble() {
        return "Not all can be done for those of database " + shard + " who were forgotten";
    }

    @Override
    public Duration longestPause() {
        return LONGEST_PAUSE;
    }
}
