package io.evently.watch;

import io.evently.tables.ReachRow;
import java.time.Duration;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Where this node stands beside the others. It is worse off if one of them reaches all the databases it reaches, and
 * more. So of nodes that are equally badly off none is worse off, and there is always one that is not.
 */
final class ReachComparison {

    private final long tolerated;
    private final LongSupplier nanoTime;
    private volatile boolean lacksDatabases;
    private volatile boolean lacksTime;
    private long since;

    /** @param tolerated how long a node may be worse off before it has to leave */
    ReachComparison(Duration tolerated, LongSupplier nanoTime) {
        this.tolerated = tolerated.toNanos();
        this.nanoTime = nanoTime;
    }

    /**
     * Compares.
     *
     * @param others those who are up
     * @return whether it has been worse off for too long, without a break
     */
    boolean hasToLeave(ReachRow self, List<ReachRow> others) {
        boolean worse = others.stream().anyMatch(other -> reachesMore(other, self));
        lacksTime = !self.clockRight()
                && others.stream().anyMatch(other -> other.clockRight() && reachesAsMuch(other, self));
        if (worse && !lacksDatabases) {
            since = nanoTime.getAsLong();
        }
        lacksDatabases = worse;
        return worse && nanoTime.getAsLong() - since >= tolerated;
    }

    boolean lacksDatabases() {
        return lacksDatabases;
    }

    /** Whether another node reaches as many databases, and has the right time. */
    boolean lacksTime() {
        return lacksTime;
    }

    private static boolean reachesMore(ReachRow one, ReachRow other) {
        return reachesAsMuch(one, other) && one.databases() != other.databases();
    }

    private static boolean reachesAsMuch(ReachRow one, ReachRow other) {
        return (one.databases() & other.databases()) == other.databases();
    }
}
