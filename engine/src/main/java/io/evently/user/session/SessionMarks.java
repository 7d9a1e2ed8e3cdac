package io.evently.user.session;

import io.evently.database.DatabaseThreads;
import io.evently.database.Outage;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.sql.Query;
import io.evently.tables.SessionMarkRow;
import io.evently.tables.SessionMarksTable;
import io.evently.tables.SessionMarksTable.Page;
import io.evently.tables.SessionMarksTable.Place;
import io.evently.time.NodeClock;
import io.evently.user.Account;
import io.evently.user.Forgotten;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which tokens this node refuses though they have not expired: those of who logged out, changed the password, was
 * deactivated, demoted or forgotten. The truth is in the databases (table {@code session_marks}), written by the node that decided
 * and once more by the projection, so that a crash loses none; each node reads what is new every 20 s. A database that
 * is away leaves what was known. Thread-safe; {@link #refuses} takes no lock and never waits.
 */
public final class SessionMarks {

    private static final Logger log = LoggerFactory.getLogger(SessionMarks.class);

    /** Some 75 MB. Who logs out costs 45 ms of a core to log in, so an hour of it at full power is 160,000 a node. */
    private static final int MOST = 500_000;

    private static final int PAGE = 10_000;

    /** Longer than a transaction that writes marks can be under way: what is seen late was written that long before. */
    private static final Duration OVERLAP = Duration.ofMinutes(2);

    /** Every ten minutes. */
    private static final int READINGS_BETWEEN_REMOVALS = 30;

    /** What is over, removed at a time: milliseconds. */
    private static final int REMOVED_AT_ONCE = 10_000;

    /** How far an issuer's clock may be ahead of ours, microseconds: a token of later still says nothing by its time. */
    private static final long OTHER_CLOCK = TimeUnit.MINUTES.toMicros(1);

    private record Mark(long version, long epoch, UUID keptToken, boolean barred, long endsAt) {

        static Mark of(SessionMarkRow row) {
            return new Mark(row.version(), row.epoch(), row.keptToken(), row.barred(), row.endsAt());
        }

        static Mark newer(Mark one, Mark other) {
            boolean otherIsNewer = other.version != one.version ? other.version > one.version : other.epoch > one.epoch;
            return otherIsNewer ? other : one;
        }

        boolean isOver(long now) {
            return endsAt > 0 ? now > endsAt : !barred && now > epoch + SessionMarksTable.KEPT.toNanos() / 1_000;
        }
    }

    private final Shards shards;
    private final NodeClock clock;
    private final DatabaseThreads threads;
    private final Map<UUID, Mark> marks = new ConcurrentHashMap<>();
    /** Each is used by one reading at a time. */
    private final Place[] places = new Place[Shards.COUNT];

    private final AtomicBoolean[] reading = new AtomicBoolean[Shards.COUNT];
    private final int[] readings = new int[Shards.COUNT];
    private final Outage[] outages = new Outage[Shards.COUNT];
    /** When each was last read to its end, {@link System#nanoTime}. */
    private final AtomicLongArray readAt = new AtomicLongArray(Shards.COUNT);

    private SessionMarks(Shards shards, NodeClock clock, DatabaseThreads threads) {
        this.shards = shards;
        this.clock = clock;
        this.threads = threads;
        Arrays.fill(places, Place.BEGINNING);
        Arrays.setAll(reading, shard -> new AtomicBoolean());
        Arrays.setAll(
                outages,
                shard -> new Outage(
                        log,
                        "Database " + shard + " does not say which sessions have ended, so what was known counts"));
    }

    /**
     * Reads all marks, and what is new from now on. Blocks for the first time.
     *
     * @throws StartupRefused if a database does not answer
     */
    public static SessionMarks start(
            ActorSystem<?> system, Shards shards, NodeClock clock, UserSettings settings, MeterRegistry metrics) {
        var threads = new DatabaseThreads("sessions", 1, settings.maxWaiting());
        system.getWhenTerminated().thenRun(threads::close);
        var marks = new SessionMarks(shards, clock, threads);
        marks.readAll();
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            Gauge.builder("evently.session.marks.age.seconds", () -> marks.ageNanos(database) / 1e9)
                    .description("How long ago this node read which sessions have ended")
                    .tag("shard", Integer.toString(database))
                    .register(metrics);
        }
        var unused = system.scheduler()
                .scheduleWithFixedDelay(
                        settings.marksEvery(), settings.marksEvery(), marks::look, system.executionContext());
        return marks;
    }

    /**
     * Whether a token is refused.
     *
     * @param tokenId what the token is known by
     * @param epoch of its user's sessions when they logged in; negative: it does not say
     * @param issuedAt when it was issued, microseconds; negative: it does not say. Only counts if there is no epoch
     */
    public boolean refuses(UUID userId, UUID tokenId, long epoch, long issuedAt) {
        if (marks.isEmpty()) {
            return false;
        }
        Mark mark = marks.get(userId);
        if (mark == null) {
            return marks.containsKey(tokenId);
        }
        if (mark.barred() || marks.containsKey(tokenId)) {
            return true;
        }
        if (tokenId.equals(mark.keptToken())) {
            return false;
        }
        if (epoch >= 0) {
            return epoch < mark.epoch();
        }
        // Another issuer's. One whose clock is far ahead could outlive every log-out, so it is not believed.
        return issuedAt <= mark.epoch() || issuedAt > now() + OTHER_CLOCK;
    }

    /** Whether there is anything about the user's sessions to be marked. */
    public static boolean concern(Account account) {
        return account.epoch() > 0 || !account.active();
    }

    /** What the user, as they are, means to their tokens. */
    public static SessionMarkRow rowOf(Account account) {
        return new SessionMarkRow(
                account.id(), account.version(), account.epoch(), account.keptToken(), !account.active(), 0);
    }

    /**
     * A user has changed: here at once, and on the other nodes when they read it.
     *
     * @return completes when it is on disk; fails if it is not known to be
     */
    public CompletableFuture<Void> note(Account account) {
        return concern(account) ? put(account.id(), rowOf(account)) : CompletableFuture.completedFuture(null);
    }

    /** The same of somebody who was forgotten: no token of theirs is ever taken again, whoever issued it. */
    public CompletableFuture<Void> note(Forgotten forgotten) {
        return put(forgotten.id(), rowOf(forgotten));
    }

    /** What it means to their tokens that somebody was forgotten. */
    public static SessionMarkRow rowOf(Forgotten forgotten) {
        return new SessionMarkRow(forgotten.id(), forgotten.version(), forgotten.at(), null, true, 0);
    }

    /** One token ends. Fails as {@link #note}. */
    CompletableFuture<Void> endToken(UUID userId, UUID tokenId, long expiresAt) {
        return put(userId, new SessionMarkRow(tokenId, 0, 0, null, true, expiresAt));
    }

    /** All tokens end of a user who is known by tokens only. Fails as {@link #note}. */
    CompletableFuture<Void> endAllOf(UUID unknownUser) {
        return put(unknownUser, new SessionMarkRow(unknownUser, 0, now(), null, false, 0));
    }

    private CompletableFuture<Void> put(UUID userId, SessionMarkRow row) {
        if (!take(row)) {
            return UserRefused.by(UserRejection.BUSY);
        }
        int shard = Shards.shardOf(userId);
        return Query.on(shards.writer(shard), threads.apply(shard), connection -> {
            SessionMarksTable.upsert(connection, List.of(row));
            return null;
        });
    }

    /** False if there is no room for another. */
    private boolean take(SessionMarkRow row) {
        if (marks.size() >= MOST && !marks.containsKey(row.subject())) {
            return false;
        }
        marks.merge(row.subject(), Mark.of(row), Mark::newer);
        return true;
    }

    private void readAll() {
        try {
            CompletableFuture.allOf(IntStream.range(0, Shards.COUNT)
                            .mapToObj(shard -> CompletableFuture.runAsync(() -> read(shard), threads.apply(shard)))
                            .toArray(CompletableFuture[]::new))
                    .join();
        } catch (CompletionException e) {
            throw new StartupRefused("It cannot be read which sessions have ended: " + e.getCause(), e);
        }
    }

    /** A database that is still being read is not asked again. */
    private void look() {
        long now = now();
        marks.values().removeIf(mark -> mark.isOver(now));
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            if (reading[shard].compareAndSet(false, true)) {
                try {
                    threads.apply(shard).execute(() -> lookAt(database));
                } catch (RejectedExecutionException busy) {
                    reading[shard].set(false);
                }
            }
        }
    }

    private void lookAt(int shard) {
        try {
            read(shard);
            outages[shard].over();
        } catch (CompletionException e) {
            outages[shard].failed(e.getCause());
        } finally {
            reading[shard].set(false);
        }
    }

    private void read(int shard) {
        try (Connection connection = shards.writer(shard).getConnection()) {
            Place place = places[shard].before(OVERLAP);
            Page page;
            boolean taken = true;
            do {
                page = SessionMarksTable.next(connection, place, PAGE);
                for (SessionMarkRow row : page.marks()) {
                    taken &= take(row);
                }
                place = page.last();
            } while (page.marks().size() == PAGE);
            if (!taken) {
                log.error("More than {} sessions have ended before their time; some go on until they expire", MOST);
            }
            if (place.markedAt() > places[shard].markedAt()) {
                places[shard] = place;
            }
            readAt.set(shard, System.nanoTime());
            if (readings[shard]++ % READINGS_BETWEEN_REMOVALS == 0) {
                SessionMarksTable.removeOver(connection, REMOVED_AT_ONCE);
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }

    private long ageNanos(int shard) {
        return System.nanoTime() - readAt.get(shard);
    }

    private long now() {
        return clock.read().wall();
    }
}
