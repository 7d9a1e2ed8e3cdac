package io.evently.cluster;

import io.evently.tables.ClusterMembersTable.Row;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.typed.Cluster;

/**
 * Notices that there are two clusters on the same databases, and says which of them has to end: the one that was founded
 * later. That happens when the founder of the first stands still before it is written down that it is up.
 *
 * <p>All members of a cluster know the moment of its founding, by the table of members: the oldest one sets it, the
 * others take it over. The two sides of a cluster whose network is cut were founded at the same moment, so this never
 * judges them; the lease does.
 *
 * <p>Not thread-safe.
 */
final class SecondCluster {

    private final Cluster cluster;
    private final long tolerated;
    private final LongSupplier nanoTime;
    private Optional<Instant> foundedAt = Optional.empty();
    private boolean seen;
    private long since;

    interface DatabaseTime {
        Instant now() throws SQLException;
    }

    /** @param tolerated how long members of an older cluster may be seen, without a break */
    SecondCluster(Cluster cluster, Duration tolerated, LongSupplier nanoTime) {
        this.cluster = cluster;
        this.tolerated = tolerated.toNanos();
        this.nanoTime = nanoTime;
    }

    /** When this node's cluster was founded; empty until its oldest member has said it. */
    Optional<Instant> foundedAt() {
        return foundedAt;
    }

    /** @param others all other nodes that say that they are up */
    void see(List<Row> others, DatabaseTime time) throws SQLException {
        Set<String> members = members();
        Optional<Instant> heard = others.stream()
                .filter(other -> members.contains(other.address()))
                .flatMap(other -> other.foundedAt().stream())
                .min(Comparator.naturalOrder());
        if (heard.isPresent() && foundedAt.map(heard.get()::isBefore).orElse(true)) {
            foundedAt = heard;
        }
        if (foundedAt.isEmpty() && isOldest()) {
            foundedAt = Optional.of(time.now());
        }
        boolean older = others.stream()
                .filter(other -> !members.contains(other.address()))
                .anyMatch(other -> isOlder(other.foundedAt()));
        if (older && !seen) {
            since = nanoTime.getAsLong();
        }
        seen = older;
    }

    /** Whether this node is in the younger of two clusters. */
    boolean hasToEnd() {
        return seen && nanoTime.getAsLong() - since >= tolerated;
    }

    private boolean isOlder(Optional<Instant> other) {
        return foundedAt.isPresent() && other.isPresent() && other.get().isBefore(foundedAt.get());
    }

    private Set<String> members() {
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .map(member -> member.address().hostPort())
                .collect(Collectors.toSet());
    }

    private boolean isOldest() {
        Member self = cluster.selfMember();
        return StreamSupport.stream(cluster.state().getMembers().spliterator(), false)
                .allMatch(member -> member.equals(self) || self.isOlderThan(member));
    }
}
