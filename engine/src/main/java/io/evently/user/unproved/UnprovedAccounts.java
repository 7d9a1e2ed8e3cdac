package io.evently.user.unproved;

import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.user.account.Users;
import io.evently.worker.ShardWorker;
import java.time.Duration;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Removes who never proved an address and never booked: one process for each database, on some node of the cluster. */
public final class UnprovedAccounts {

    private UnprovedAccounts() {}

    /**
     * Starts this node's share. Every node of the cluster calls it once.
     *
     * @param clock microseconds since 1970
     * @param rush whether it has to give way
     * @param reports is told who was removed; never blocks
     */
    public static void start(
            ActorSystem<?> system,
            Shards shards,
            Users users,
            LongSupplier clock,
            BooleanSupplier rush,
            Consumer<UUID> reports) {
        Duration every = system.settings().config().getDuration("evently.users.unproved.every");
        Duration after = system.settings().config().getDuration("evently.users.unproved.removed-after");
        DatabaseThreads threads = new DatabaseThreads("unproved", 1, 2);
        system.getWhenTerminated().thenRun(threads::close);
        ShardWorker.start(
                system,
                "unproved",
                threads,
                shard -> new ShardUnproved(
                        new UnprovedQueries(shard, shards),
                        (user, since) -> users.forgetUnproved(user, since).thenApply(removed -> {
                            if (removed) {
                                reports.accept(user);
                            }
                            return removed;
                        }),
                        clock,
                        rush,
                        every,
                        after));
    }
}
