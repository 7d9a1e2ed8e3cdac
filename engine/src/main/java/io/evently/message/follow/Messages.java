package io.evently.message.follow;

import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.message.Cause;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.typed.ActorSystem;

/** Tells people what happens: a follower for each of the four journals, and reminders in each of the four databases. */
public final class Messages {

    /** A round of its own at a time. */
    private static final int WAITING_ROUNDS = 2;

    /** What the four followers write, and reminders. */
    private static final int WAITING_WRITES = 8;

    private Messages() {}

    /**
     * Starts this node's share. Every node of the cluster calls it once.
     *
     * @param line what an inbox shows, from the variables by their words; never blocks
     * @param rush whether bookings need this node's processors
     * @param now microseconds
     */
    public static void start(
            ActorSystem<?> system,
            Shards shards,
            BiFunction<Cause, Map<String, String>, String> line,
            BooleanSupplier rush,
            LongSupplier now,
            MeterRegistry registry) {
        DatabaseThreads rounds = new DatabaseThreads("messages", 1, WAITING_ROUNDS);
        DatabaseThreads writes = new DatabaseThreads("told", 1, WAITING_WRITES);
        system.getWhenTerminated().thenRun(() -> {
            rounds.close();
            writes.close();
        });
        MessageMetrics metrics = new MessageMetrics(registry);
        MessageWriter writer = new MessageWriter(line, now, metrics);
        ShardWorker.start(
                system,
                "messages",
                rounds,
                shard -> new MessageFollower(shard, shards::writer, writes, writer, rush, metrics));
        ShardWorker.start(
                system, "reminders", writes, shard -> new Reminders(shard, shards.writer(shard), writer, now));
    }
}
