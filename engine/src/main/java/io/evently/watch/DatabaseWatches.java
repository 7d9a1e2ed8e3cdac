package io.evently.watch;

import io.evently.cluster.OtherNodes;
import io.evently.database.StartupRefused;
import io.evently.tables.ReachRow;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches the four databases, each by a thread of its own, and compares what this node reaches with what others reach.
 * Cheap to ask, at any time, from any thread.
 */
public final class DatabaseWatches implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(DatabaseWatches.class);

    private static final long LOOK_EVERY_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final NodeClock clock;
    private final OtherNodes company;
    private final Consumer<String> leave;
    private final ReachComparison standing;
    private final List<DatabaseWatch> watches = new ArrayList<>();
    private volatile boolean ended;
    private boolean hasLeft;

    private DatabaseWatches(NodeClock clock, OtherNodes company, Duration tolerated, Consumer<String> leave) {
        this.clock = clock;
        this.company = company;
        this.standing = new ReachComparison(tolerated, System::nanoTime);
        this.leave = leave;
    }

    /**
     * Looks at each database once, then begins to watch them.
     *
     * @param forget told the number of a database that is not what it was: the memory of its events may be ahead of it
     * @param tolerated how long this node may reach less than others before it leaves
     * @param leave told why, once; must not block
     * @throws StartupRefused if this machine's clock is wrong
     */
    public static DatabaseWatches start(
            List<String> urls,
            NodeClock clock,
            IntConsumer forget,
            OtherNodes company,
            Duration tolerated,
            Consumer<String> leave,
            MeterRegistry metrics) {
        var all = new DatabaseWatches(clock, company, tolerated, leave);
        for (int shard = 0; shard < urls.size(); shard++) {
            var database = WatchedDatabase.at(shard, urls.get(shard));
            all.watches.add(
                    new DatabaseWatch(shard, database, clock, forget, company, all::self, System::nanoTime, metrics));
        }
        all.watches.forEach(DatabaseWatch::look);
        all.clockMustBeRight();
        for (int shard = 0; shard < urls.size(); shard++) {
            DatabaseWatch watch = all.watches.get(shard);
            all.everySecond("watch-" + shard, watch::look);
        }
        all.everySecond("standing", all::compare);
        return all;
    }

    private void clockMustBeRight() {
        if (!clock.isRight()) {
            close();
            long seconds = TimeUnit.MICROSECONDS.toSeconds(clock.offset());
            throw new StartupRefused("The clock of this machine is " + Math.abs(seconds) + " s "
                    + (seconds > 0 ? "ahead of" : "behind") + " the databases' clock, and "
                    + TimeUnit.MICROSECONDS.toSeconds(NodeClock.TOLERANCE)
                    + " s are tolerated: set it right (see that a time service runs) and start again.");
        }
    }

    private void everySecond(String name, Runnable look) {
        var thread = new Thread(
                () -> {
                    while (!ended) {
                        surely(name, look);
                        LockSupport.parkNanos(LOOK_EVERY_NANOS);
                    }
                },
                name);
        thread.setDaemon(true);
        thread.start();
    }

    /** A watch that ended would be missed only when it is needed. */
    private static void surely(String name, Runnable look) {
        try {
            look.run();
        } catch (Throwable defect) {
            log.error("The thread {} goes on after this", name, defect);
        }
    }

    private void compare() {
        if (!standing.hasToLeave(self(), others()) || hasLeft) {
            return;
        }
        hasLeft = true;
        String why = "it did not reach " + namesOf(away()) + ", which other nodes reach";
        log.error("This node leaves, to be started again: {}", why);
        leave.accept(why);
    }

    /** What this node says of itself. */
    private ReachRow self() {
        int databases = 0;
        for (int shard = 0; shard < watches.size(); shard++) {
            databases |= watches.get(shard).isReached() ? 1 << shard : 0;
        }
        return new ReachRow(company.self(), databases, clock.isRight());
    }

    /** Of two things that a node said in two databases a moment apart, the worse one counts. */
    private Collection<ReachRow> allThatIsSaid() {
        Map<String, ReachRow> said = new HashMap<>();
        for (DatabaseWatch watch : watches) {
            for (ReachRow row : watch.others()) {
                said.merge(
                        row.address(),
                        row,
                        (one, other) -> new ReachRow(
                                one.address(),
                                one.databases() & other.databases(),
                                one.clockRight() && other.clockRight()));
            }
        }
        return said.values();
    }

    private List<ReachRow> others() {
        return allThatIsSaid().stream()
                .filter(row -> company.couldTakeOver(row.address()))
                .toList();
    }

    /** The numbers of the databases that are out of this node's reach. */
    public List<Integer> away() {
        return IntStream.range(0, watches.size())
                .filter(shard -> !watches.get(shard).isReached())
                .boxed()
                .toList();
    }

    /** Whether another node of the cluster reaches all that this one reaches, and more. */
    public boolean othersReachMore() {
        return standing.lacksDatabases();
    }

    /** Whether this node's wall clock is wrong, and another node of the cluster does as well with a right one. */
    public boolean othersHaveTheRightTime() {
        return standing.lacksTime();
    }

    /** "database 2", "databases 0 and 3". */
    public static String namesOf(List<Integer> shards) {
        return (shards.size() == 1 ? "database " : "databases ")
                + shards.stream().map(String::valueOf).collect(Collectors.joining(" and "));
    }

    @Override
    public void close() {
        ended = true;
        watches.forEach(DatabaseWatch::close);
    }
}
