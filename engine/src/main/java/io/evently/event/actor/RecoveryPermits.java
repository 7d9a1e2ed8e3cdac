package io.evently.event.actor;

import io.evently.database.Shards;
import io.evently.event.state.EventSize;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * Who may read an event from its journal, and when: each database has places of its own, so that one that does not answer
 * keeps the events of no other asleep; and there must be room for what is read. What an event will need is asked of its
 * database first. Who waits longer than requests do is refused, before anything is loaded. Thread-safe.
 */
final class RecoveryPermits implements EventMemory.Listener {

    /**
     * Recoveries of one database at once. They share its four connections with writes; more of them only take longer each
     * (pekko-persistence-jdbc gives up after the call timeout, and begins anew).
     */
    private static final int PLACES = 8;

    /** Large ones among them: two keep two cores busy with reading their snapshots, and leave the rest to small ones. */
    private static final int LARGE_PLACES = 2;

    /** Bytes in memory: some 60,000 bookings, about a twentieth of a second to read. */
    private static final long LARGE = 7_000_000;

    /** Beyond the budget recoveries may take a tenth of it more; those who live are stopped to make up for it. */
    private static final long MARGIN = 10;

    /** How often those who wait are looked at if nothing else happens: events may have become old enough to stop. */
    private static final Duration LOOK = Duration.ofMillis(100);

    private static final class Recovery {
        private final UUID eventId;
        private final long bytes;
        private final long until;
        private final CompletableFuture<Boolean> permit = new CompletableFuture<>();

        Recovery(UUID eventId, long bytes, long until) {
            this.eventId = eventId;
            this.bytes = bytes;
            this.until = until;
        }

        boolean isLarge() {
            return bytes >= LARGE;
        }
    }

    /** The recoveries of one database. */
    private static final class Database {
        private final ArrayDeque<Recovery> waiting = new ArrayDeque<>();
        private int running;
        private int large;
    }

    private final EventMemory memory;
    private final ColdEvents cold;
    private final long longestWait;
    private final LongSupplier nanos;
    private final RetryingAsk.Timer timer;
    private final List<Database> databases =
            Stream.generate(Database::new).limit(Shards.COUNT).toList();
    private final Map<UUID, Recovery> running = new HashMap<>();
    private final Counter refusedForRoom;
    private final Counter refusedByDatabase;
    private long reserved;
    private boolean looking;

    /** @param longestWait for a permit; shorter than an ask, so that who asked hears BUSY */
    RecoveryPermits(
            EventMemory memory,
            ColdEvents cold,
            Duration longestWait,
            LongSupplier nanos,
            RetryingAsk.Timer timer,
            MeterRegistry metrics) {
        this.memory = memory;
        this.cold = cold;
        this.longestWait = longestWait.toNanos();
        this.nanos = nanos;
        this.timer = timer;
        this.refusedForRoom = refused("room", metrics);
        this.refusedByDatabase = refused("database", metrics);
        memory.listener(this);
    }

    private static Counter refused(String reason, MeterRegistry metrics) {
        return Counter.builder("evently.recoveries.refused")
                .description("Events that were not woken, and whose requests were answered BUSY")
                .tag("reason", reason)
                .register(metrics);
    }

    /**
     * Whether the event may be read now. Granted, it ends when the event tells its bytes, fails or stops, or with {@link
     * #settled}.
     *
     * @return true, or false if it was refused: then nobody may wait for it; never fails
     */
    CompletableFuture<Boolean> request(UUID eventId) {
        long until = nanos.getAsLong() + longestWait;
        return cold.storedBytes(eventId)
                .handle((stored, failure) -> stored)
                .thenCompose(stored -> stored == null ? refusedByDatabase() : waitFor(eventId, stored, until));
    }

    private CompletableFuture<Boolean> refusedByDatabase() {
        refusedByDatabase.increment();
        return CompletableFuture.completedFuture(false);
    }

    private CompletableFuture<Boolean> waitFor(UUID eventId, long stored, long until) {
        var recovery = new Recovery(eventId, EventSize.read(stored), until);
        synchronized (this) {
            databaseOf(eventId).waiting.add(recovery);
        }
        grant();
        return recovery.permit;
    }

    @Override
    public void settled(UUID eventId) {
        boolean anybodyWaits;
        synchronized (this) {
            Recovery recovery = running.remove(eventId);
            if (recovery != null) {
                reserved -= whileReading(recovery.bytes);
                Database database = databaseOf(eventId);
                database.running--;
                database.large -= recovery.isLarge() ? 1 : 0;
            }
            anybodyWaits = databases.stream().anyMatch(database -> !database.waiting.isEmpty());
        }
        if (anybodyWaits) {
            grant();
        }
    }

    /** Bytes of recoveries under way, at their peak. */
    synchronized long reserved() {
        return reserved;
    }

    /** Grants what fits, refuses what has waited too long. Futures are completed outside the lock. */
    private void grant() {
        List<Recovery> granted = new ArrayList<>();
        List<Recovery> refused = new ArrayList<>();
        long missing = 0;
        synchronized (this) {
            long now = nanos.getAsLong();
            for (Database database : databases) {
                missing = Math.max(missing, grant(database, now, granted, refused));
            }
            if (!looking && databases.stream().anyMatch(database -> !database.waiting.isEmpty())) {
                looking = true;
                Runnable unused = timer.after(LOOK, this::lookAgain);
            }
        }
        if (missing > 0) {
            memory.makeRoom(missing);
        }
        refusedForRoom.increment(refused.size());
        refused.forEach(recovery -> recovery.permit.complete(false));
        granted.forEach(recovery -> recovery.permit.complete(true));
    }

    private void lookAgain() {
        synchronized (this) {
            looking = false;
        }
        grant();
    }

    /**
     * In order; but small ones pass large ones that wait for a large place, and nobody passes one that waits for memory.
     *
     * @return bytes to be made free
     */
    private long grant(Database database, long now, List<Recovery> granted, List<Recovery> refused) {
        Iterator<Recovery> each = database.waiting.iterator();
        while (each.hasNext()) {
            Recovery recovery = each.next();
            if (now - recovery.until >= 0) {
                each.remove();
                refused.add(recovery);
            } else if (database.running >= PLACES || running.containsKey(recovery.eventId)) {
                // Later ones may have waited too long, too: they came later.
                return 0;
            } else if (!recovery.isLarge() || database.large < LARGE_PLACES) {
                if (!fits(recovery)) {
                    return reserved + whileReading(recovery.bytes);
                }
                each.remove();
                begin(recovery, database);
                granted.add(recovery);
            }
        }
        return 0;
    }

    private void begin(Recovery recovery, Database database) {
        database.running++;
        database.large += recovery.isLarge() ? 1 : 0;
        reserved += whileReading(recovery.bytes);
        running.put(recovery.eventId, recovery);
    }

    /** One that is larger than all there is gets in when it is, but for a margin, alone. */
    private boolean fits(Recovery recovery) {
        long margin = memory.budget() / MARGIN;
        long others = memory.live() + reserved;
        return others + whileReading(recovery.bytes) <= memory.budget() + margin || others <= margin;
    }

    /** While it is read, the bytes of the snapshot and its list of bookings are there, too: half as much again. */
    private static long whileReading(long bytes) {
        return bytes + bytes / 2;
    }

    private Database databaseOf(UUID eventId) {
        return databases.get(Shards.shardOf(eventId));
    }
}
