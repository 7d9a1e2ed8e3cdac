package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.actor.TestNode;
import io.evently.tables.ClusterMembersTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Optional;
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
class ClusterFormationTest {

    @Test
    void seedsThatStartAtOnceFoundOneCluster() throws Exception {
        List<String> urls = TestNode.databases("seeds_at_once");
        List<ActorSystem<Void>> nodes =
                Stream.generate(() -> TestNode.unjoined(urls)).limit(3).toList();
        nodes.forEach(node -> ClusterFormation.bySeeds(node, true));

        nodes.forEach(node -> Eventually.await(() -> up(node) == 3));
        try (Connection database = DriverManager.getConnection(urls.get(0))) {
            Eventually.await(() -> rows(database).size() == 3);
            assertThat(rows(database).stream()
                            .map(ClusterMembersTable.Row::foundedAt)
                            .distinct())
                    .as("one founding")
                    .hasSize(1);
            end(nodes);
            assertThat(rows(database)).as("who left is forgotten").isEmpty();
        }
    }

    /** As the first seed does that was restarted while the network between it and the others is cut. */
    @Test
    void aSeedFoundsNoClusterWhileSomebodyItCannotReachIsUp() throws Exception {
        List<String> urls = TestNode.databases("cut_off");
        try (Connection database = DriverManager.getConnection(urls.get(0));
                Statement statement = database.createStatement()) {
            var unreachable = new ClusterMembersTable.Row("evently@127.0.0.1:1", Optional.empty());
            ClusterMembersTable.beat(database, unreachable);
            // It goes on saying so, on any machine.
            statement.execute("update cluster_members set seen_at = clock_timestamp() + interval '1 h'");
            ActorSystem<Void> restarted = TestNode.unjoined(urls);
            ClusterFormation.bySeeds(restarted, true);

            // Longer than it waits until it asks again, which is 5 s.
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(6));
            assertThat(up(restarted)).isZero();
            ClusterMembersTable.leave(database, unreachable.address());

            Eventually.await(() -> up(restarted) == 1);
            end(List.of(restarted));
        }
    }

    /** As when the founder of the first stood still between founding it and its first beat. */
    @Test
    void ofTwoClustersTheYoungerEnds() {
        List<String> urls = TestNode.databases("two_clusters");
        String soon = "evently.cluster.second-cluster-tolerated = 3s";
        ActorSystem<Void> older = TestNode.unjoined(urls, soon);
        ActorSystem<Void> younger = TestNode.unjoined(urls, soon);
        ClusterFormation.bySeeds(older, true);
        Eventually.await(() -> up(older) == 1);
        ActorSystem<Void> member = TestNode.unjoined(urls, soon);
        ClusterFormation.bySeeds(member, true);
        Eventually.await(() -> up(older) == 2);

        ClusterFormation.alone(younger);
        Eventually.await(() -> up(younger) == 1);
        ClusterFormation.bySeeds(younger, true);

        Eventually.await(younger.getWhenTerminated().toCompletableFuture()::isDone);
        assertThat(CoordinatedShutdown.get(younger).getShutdownReason().orElseThrow())
                .isEqualTo(new EndReason("there are two clusters, and the other one is older"));
        assertThat(up(older)).isEqualTo(2);
        end(List.of(member, older));
    }

    private static List<ClusterMembersTable.Row> rows(Connection database) {
        try {
            return ClusterMembersTable.others(database, "nobody");
        } catch (SQLException e) {
            throw new AssertionError(e);
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
