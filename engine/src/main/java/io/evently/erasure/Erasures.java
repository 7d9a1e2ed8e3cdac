package io.evently.erasure;

import com.typesafe.config.Config;
import io.evently.database.DatabaseThreads;
import io.evently.database.Outage;
import io.evently.database.Shards;
import io.evently.tables.ErasuresTable;
import io.evently.tables.ErasuresTable.Report;
import io.evently.time.NodeClock;
import io.evently.user.account.Users;
import io.evently.user.actor.UserRefused;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.Consumer;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** This node's part in forgetting people wholly, and whether it knows who was forgotten. Thread-safe. */
public final class Erasures {

    private static final Logger log = LoggerFactory.getLogger(Erasures.class);

    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    /** The steps of a person use them all, one at a time; and the start of a node looks at each list once. */
    private static final int WAITING = 8;

    private final ActorSystem<?> system;
    private final RestoredUsers restored;
    private final AtomicInteger databasesLeft = new AtomicInteger(Shards.COUNT);

    private Erasures(ActorSystem<?> system, RestoredUsers restored) {
        this.system = system;
        this.restored = restored;
    }

    /**
     * Starts one process for each database, on some node of the cluster, and looks for people whom a database knows though
     * they were forgotten. Every node of the cluster calls it once.
     *
     * @param reports is given what was done about each person, when all is done; never blocks
     */
    public static Erasures start(
            ActorSystem<?> system,
            Shards shards,
            Users users,
            Consumer<Report> reports,
            NodeClock clock,
            MeterRegistry metrics) {
        Config settings = system.settings().config().getConfig("evently.users.erasures");
        Duration every = settings.getDuration("every");
        Duration restoredEvery = settings.getDuration("restored-every");
        DatabaseThreads threads = new DatabaseThreads("erasures", 1, WAITING);
        system.getWhenTerminated().thenRun(threads::close);
        RestoredUsers restored = new RestoredUsers(shards, threads, users);
        AtomicLongArray oldest = oldest(clock, metrics);
        ShardWorker.start(system, "erasures", threads, shard -> {
            ErasureSteps steps = new ErasureSteps(shard, shards, threads, users, reports.andThen(Erasures::tell));
            return new ShardErasures(
                    shard,
                    after -> {
                        try (Connection connection = shards.writer(shard).getConnection()) {
                            return ErasuresTable.next(connection, after, ShardErasures.AT_ONCE);
                        }
                    },
                    steps::run,
                    restored,
                    since -> oldest.set(shard, since),
                    every,
                    restoredEvery,
                    System::nanoTime);
        });
        Erasures erasures = new Erasures(system, restored);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            erasures.look(
                    shard,
                    FIRST_PAUSE,
                    new Outage(log, "Whom database " + shard + " should have forgotten is not known"));
        }
        return erasures;
    }

    /** Since when somebody waits in each database, as far as this node does the work; it shows as seconds. */
    private static AtomicLongArray oldest(NodeClock clock, MeterRegistry metrics) {
        AtomicLongArray oldest = new AtomicLongArray(Shards.COUNT);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            oldest.set(shard, ShardErasures.NOBODY);
            Gauge.builder(
                            "evently.erasures.oldest",
                            () -> Math.max(0, clock.read().wall() - oldest.get(database)) / 1e6)
                    .description(
                            "How long the first of the forgotten waits for the rest of their erasure; 0: none does")
                    .baseUnit("seconds")
                    .tag("shard", Integer.toString(shard))
                    .register(metrics);
        }
        return oldest;
    }

    /** Whether nobody who was forgotten is known to this node's databases: before that it should have no users. */
    public boolean areKnown() {
        return databasesLeft.get() == 0;
    }

    private static void tell(Report report) {
        log.info(
                "User {} is forgotten wholly: {} log-ins, {} holds, {} entries, {} attempts, {} messages",
                report.userId(),
                report.logIns(),
                report.holds(),
                report.entries(),
                report.attempts(),
                report.messages());
    }

    /** Until it is done: actors do not answer before the node has joined. */
    private void look(int shard, Duration pause, Outage outage) {
        CompletableFuture<Void> unused = restored.forgetAgain(shard).handle((known, failure) -> {
            if (failure == null) {
                outage.over();
                databasesLeft.decrementAndGet();
            } else {
                Throwable cause = RestoredUsers.causeOf(failure);
                if (!(cause instanceof UserRefused)) {
                    // A user who cannot be asked yet is none: that is so until the node has joined.
                    outage.failed(cause);
                }
                Duration twice = pause.multipliedBy(2);
                Duration longer = twice.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : twice;
                system.scheduler().scheduleOnce(pause, () -> look(shard, longer, outage), system.executionContext());
            }
            return null;
        });
    }
}
