package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.tables.journal.Position;
import io.evently.tables.message.MessageSourceTable.Source;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;
import java.util.function.Predicate;
import javax.sql.DataSource;

/** The four databases that one follower tells. */
final class Targets {

    private final List<Target> all = new ArrayList<>();

    Targets(int source, IntFunction<DataSource> databases, IntFunction<Executor> threads) {
        for (int target = 0; target < Shards.COUNT; target++) {
            all.add(new Target(target, source, databases.apply(target), threads.apply(target)));
        }
    }

    void settle() throws Overtaken, Target.Ahead {
        for (Target target : all) {
            target.settle();
        }
    }

    /** Asks those whose position is not known. */
    void open(Source source) {
        all.forEach(target -> target.open(source));
    }

    void forget() {
        all.forEach(Target::forget);
    }

    List<Target> ready(Predicate<Target> which) {
        return all.stream().filter(Target::isReady).filter(which).toList();
    }

    /** Bit n: database n can be told something now. */
    int readyBits() {
        return ready(any -> true).stream().mapToInt(Target::bit).sum();
    }

    boolean areAllReady() {
        return all.stream().allMatch(Target::isReady);
    }

    /** What those have of whom it is known. */
    Optional<Position> least() {
        return all.stream()
                .map(Target::seen)
                .filter(position -> position != null)
                .min(Position::compareTo);
    }

    /** Waits until nothing is under way any more, but not for long: who is slow keeps nobody else waiting. */
    void await(Duration atMost) {
        CompletableFuture<?>[] each =
                all.stream().map(target -> target.whenDone(atMost)).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(each)
                .completeOnTimeout(null, atMost.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }
}
