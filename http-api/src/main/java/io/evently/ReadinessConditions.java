package io.evently;

import io.evently.database.Shards;
import io.evently.erasure.Erasures;
import io.evently.http.ops.Readiness;
import io.evently.http.ops.Readiness.Finding;
import io.evently.time.NodeClock;
import io.evently.watch.DatabaseWatches;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.sharding.ClusterShardingHealthCheck;
import org.apache.pekko.cluster.typed.Cluster;
import scala.jdk.javaapi.FutureConverters;

/** What must hold before requests are worth sending to this node rather than to another. */
final class ReadinessConditions {

    private ReadinessConditions() {}

    static List<Readiness> of(
            ActorSystem<Void> system,
            DatabaseWatches watches,
            NodeClock clock,
            Erasures erasures,
            Supplier<Finding> admin,
            Draining leaving) {
        Cluster cluster = Cluster.get(system);
        var sharding = new ClusterShardingHealthCheck(system.classicSystem());
        return List.of(
                Readiness.now(
                        "cluster",
                        () -> cluster.selfMember().status().equals(MemberStatus.up()) && !leaving.hasBegun()),
                new Readiness("sharding", () -> FutureConverters.asJava(sharding.apply())
                        .thenApply(healthy -> Finding.of((Boolean) healthy))),
                Readiness.stated("databases", () -> databases(watches.away(), watches.othersReachMore())),
                Readiness.stated("clock", () -> clock(clock, watches.othersHaveTheRightTime())),
                Readiness.stated("forgotten", () -> forgotten(erasures.areKnown())),
                Readiness.stated("admin", admin));
    }

    /** A restored database may know people who were forgotten since; nobody is sent to it before they are so again. */
    static Finding forgotten(boolean known) {
        return known
                ? Finding.of(true)
                : new Finding(false, "it is not known yet whom the databases should have forgotten");
    }

    /** A database that is away from all nodes alike is no reason to send nobody: the events of the others go on. */
    static Finding databases(List<Integer> away, boolean othersReachMore) {
        if (away.isEmpty()) {
            return Finding.of(true);
        }
        return new Finding(
                away.size() < Shards.COUNT && !othersReachMore,
                DatabaseWatches.namesOf(away) + (away.size() == 1 ? " is" : " are") + " out of reach of "
                        + (othersReachMore ? "this node only" : "all nodes"));
    }

    private static Finding clock(NodeClock clock, boolean othersHaveTheRightTime) {
        if (clock.isRight()) {
            return Finding.of(true);
        }
        long seconds = TimeUnit.MICROSECONDS.toSeconds(clock.offset());
        return new Finding(
                !othersHaveTheRightTime,
                "the wall clock is %d s %s the databases' clock"
                        .formatted(Math.abs(seconds), seconds > 0 ? "ahead of" : "behind"));
    }
}
