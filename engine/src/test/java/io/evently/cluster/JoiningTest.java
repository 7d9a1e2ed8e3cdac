package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.entity.TestNode;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.junit.jupiter.api.Test;

/** However seeds start, and whatever they see of each other, there is one cluster. */
class JoiningTest {

    @Test
    void seedsThatStartAtOnceFoundOneCluster() throws Exception {
        List<String> urls = TestNode.databases("seeds_at_once");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            List<ActorSystem<Void>> nodes =
                    Stream.generate(() -> TestNode.unjoined(urls)).limit(3).toList();
            nodes.forEach(node -> Joining.bySeeds(node, shards, true));

            nodes.forEach(node -> Eventually.await(() -> up(node) == 3));
            end(nodes);
            assertThat(new MemberRegistry(shards.writer(0)).others("nobody"))
                    .as("who left is forgotten")
                    .isEmpty();
        }
    }

    /** As the first seed does that was restarted while the network between it and the others is cut. */
    @Test
    void aSeedFoundsNoClusterWhileSomebodyItCannotReachIsUp() throws Exception {
        List<String> urls = TestNode.databases("cut_off");
        try (Shards shards = Shards.open(urls, Shards.PoolSizes.DEFAULT)) {
            MemberRegistry registry = new MemberRegistry(shards.writer(0));
            String unreachable = "evently@127.0.0.1:1";
            registry.beat(unreachable);
            // It goes on saying so, on any machine.
            try (Connection connection = shards.writer(0).getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("update cluster_members set seen_at = clock_timestamp() + interval '1 h'");
            }
            ActorSystem<Void> restarted = TestNode.unjoined(urls);
            Joining.bySeeds(restarted, shards, true);

            // Longer than it waits until it asks again, which is 5 s.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6));
            assertThat(up(restarted)).isZero();
            registry.leave(unreachable);

            Eventually.await(() -> up(restarted) == 1);
            end(List.of(restarted));
        }
    }

    private static long up(ActorSystem<Void> node) {
        return StreamSupport.stream(Cluster.get(node).state().getMembers().spliterator(), false)
                .filter(member -> member.status().equals(MemberStatus.up()))
                .count();
    }

    private static void end(List<ActorSystem<Void>> nodes) {
        nodes.forEach(node -> CoordinatedShutdown.get(node)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join());
    }
}
