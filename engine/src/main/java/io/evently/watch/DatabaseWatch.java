package io.evently.watch;

import io.evently.cluster.OtherNodes;
import io.evently.database.ServerState;
import io.evently.tables.ReachRow;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches one database. It is away while it does not answer, takes no writes, or is a standby.
 *
 * <p>A database may come back as another one, or with less in it than was acknowledged: a replica that was promoted, a
 * backup that was restored. What this node remembers of its events is then ahead of the journal, and has to be read again.
 */
final class DatabaseWatch {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatch.class);

    /** The next look of a healthy database comes after 1 s; one that hangs is given up after 3 s. */
    static final long AWAY_NANOS = Duration.ofSeconds(4).toNanos();

    /** What others were heard to say counts for so long; they say it every 2 s. */
    private static final long HEARD_NANOS = Duration.ofSeconds(4).toNanos();

    private static final long TELL_EVERY_NANOS = Duration.ofSeconds(2).toNanos();

    /** Finding the highest transaction id of the journal is one probe of an index, but nothing changes it in seconds. */
    private static final long EPOCH_EVERY_NANOS = Duration.ofMinutes(1).toNanos();

    private final int shard;
    private final WatchedDatabase database;
    private final NodeClock clock;
    private final IntConsumer forget;
    private final OtherNodes company;
    private final Supplier<ReachRow> self;
    private final LongSupplier nanoTime;
    private final Counter changes;
    private volatile long reached;
    private volatile boolean foreign;
    private volatile List<ReachRow> others = List.of();
    private ServerState last;
    private boolean forgotten;
    private boolean missed;
    private boolean hasTold;
    private long told;
    private long epochAsked;

    /**
     * @param forget told the database's number when this node's memory of its events may be ahead of it
     * @param self what this node says of itself to the others
     */
    DatabaseWatch(
            int shard,
            WatchedDatabase database,
            NodeClock clock,
            IntConsumer forget,
            OtherNodes company,
            Supplier<ReachRow> self,
            LongSupplier nanoTime,
            MeterRegistry metrics) {
        this.shard = shard;
        this.database = database;
        this.clock = clock;
        this.forget = forget;
        this.company = company;
        this.self = self;
        this.nanoTime = nanoTime;
        // It was there a moment ago, or the node would not have started.
        this.reached = nanoTime.getAsLong();
        this.told = reached - TELL_EVERY_NANOS;
        this.epochAsked = reached;
        String tag = Integer.toString(shard);
        this.changes = Counter.builder("evently.database.changes")
                .description("Times a database came back as another one, or with less in it")
                .tag("shard", tag)
                .register(metrics);
        Gauge.builder("evently.database.away.seconds", () -> isReached() ? 0 : awayNanos() / 1e9)
                .description("How long the database has been out of this node's reach")
                .tag("shard", tag)
                .register(metrics);
        Gauge.builder("evently.database.foreign", () -> foreign ? 1 : 0)
                .description("1: the journal is another server's, its new records will not reach the tables")
                .tag("shard", tag)
                .register(metrics);
    }

    boolean isReached() {
        return awayNanos() <= AWAY_NANOS;
    }

    private long awayNanos() {
        return nanoTime.getAsLong() - reached;
    }

    /** What other nodes said there a moment ago; none while it is away. */
    List<ReachRow> others() {
        return awayNanos() <= HEARD_NANOS ? others : List.of();
    }

    /** Asks the database once. Blocks for seconds at most, and never fails. */
    void look() {
        try {
            long asked = clock.read().monotonic();
            ServerState now = database.state();
            long answered = clock.read().monotonic();
            notice(now);
            if (now.standby()) {
                miss("it is a standby", null);
                return;
            }
            clock.compare(shard, now.clock(), asked, answered);
            askForTheEpoch();
            talk();
            reach();
        } catch (SQLException e) {
            miss(e.getMessage(), null);
        } catch (RuntimeException defect) {
            miss("this is a defect", defect);
        }
    }

    private void notice(ServerState now) {
        boolean demoted = now.standby() && last != null && !forgotten;
        boolean replaced = !now.standby() && last != null && !now.goesOnFrom(last);
        if (demoted || replaced) {
            changes.increment();
            log.error(
                    "Database {} is not what it was: {} is now {}. What was acknowledged last may be lost there. All"
                            + " that this node remembers of its events is read from it again.",
                    shard,
                    last,
                    now);
            forget.accept(shard);
        }
        forgotten = now.standby();
        if (!now.standby()) {
            last = now;
        }
    }

    private void askForTheEpoch() throws SQLException {
        if (nanoTime.getAsLong() - epochAsked < EPOCH_EVERY_NANOS) {
            return;
        }
        epochAsked = nanoTime.getAsLong();
        foreign = database.journalIsForeign();
        if (foreign) {
            log.error(
                    "The journal of database {} comes from another PostgreSQL, whose transaction ids were higher: what is"
                            + " written from now on will not reach the tables. Stop all nodes and run mvn -Prebuild.",
                    shard);
        }
    }

    private void talk() throws SQLException {
        if (nanoTime.getAsLong() - told < TELL_EVERY_NANOS) {
            return;
        }
        told = nanoTime.getAsLong();
        ReachRow row = self.get();
        if (company.counts()) {
            database.tell(row);
            hasTold = true;
            others = database.others(row.address());
        } else if (hasTold) {
            hasTold = false;
            others = List.of();
            database.forget(row.address());
        }
    }

    private void reach() {
        if (missed) {
            missed = false;
            log.warn(
                    "Database {} is within reach again, after {} s",
                    shard,
                    TimeUnit.NANOSECONDS.toSeconds(awayNanos()));
        }
        reached = nanoTime.getAsLong();
    }

    private void miss(String why, RuntimeException defect) {
        if (!missed && !isReached()) {
            missed = true;
            log.error("Database {} is out of reach: {}", shard, why, defect);
        }
    }

    /** Ends what is under way, too. */
    void close() {
        database.close();
    }
}
