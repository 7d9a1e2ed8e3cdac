package io.evently.departure;

import com.typesafe.config.Config;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.event.actor.Events;
import io.evently.user.account.Users;
import io.evently.worker.ShardWorker;
import java.time.Duration;
import org.apache.pekko.actor.typed.ActorSystem;

/** Ends what deactivated and forgotten users hold: one process for each database, on some node of the cluster. */
public final class DepartureWorkers {

    private DepartureWorkers() {}

    /** Starts this node's share. Every node of the cluster calls it once. */
    public static void start(ActorSystem<?> system, Shards shards, Users users, Events events) {
        Config settings = system.settings().config().getConfig("evently.users.departures");
        Duration every = settings.getDuration("every");
        Duration settledAfter = settings.getDuration("settled-after");
        // A round waits for all databases, and each process has one round under way.
        DatabaseThreads threads = new DatabaseThreads("departures", 1, 1);
        system.getWhenTerminated().thenRun(threads::close);
        ShardWorker.start(
                system,
                "departures",
                threads,
                shard -> new ShardDepartures(
                        shard,
                        new HeldByDeactivated(shard, shards, settledAfter),
                        user -> users.standing(user).thenApply(Departures::why),
                        events::ask,
                        every));
    }
}
