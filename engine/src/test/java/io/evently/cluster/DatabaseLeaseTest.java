package io.evently.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import io.evently.Eventually;
import io.evently.event.actor.TestNode;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Of several that ask for the lease, one gets it; whoever dies with it loses it in time. */
class DatabaseLeaseTest {

    private static String url;

    private final String name = "lease-" + UUID.randomUUID();

    @BeforeAll
    static void database() {
        url = TestNode.databases("lease").get(0);
    }

    @Test
    void ofManyWhoAskAtOnceOneGetsIt() {
        List<CompletableFuture<Boolean>> asked = new ArrayList<>();
        for (int node = 0; node < 8; node++) {
            asked.add(lease("node-" + node, "60s").acquire().toCompletableFuture());
        }
        assertThat(asked.stream().map(CompletableFuture::join).filter(got -> got))
                .hasSize(1);
    }

    @Test
    void theHolderMayAskAgainAndOthersGetItOnceItIsReleased() {
        DatabaseLease mine = lease("a", "60s");
        DatabaseLease others = lease("b", "60s");
        assertThat(acquired(mine)).isTrue();
        assertThat(acquired(mine)).isTrue();
        assertThat(mine.checkLease()).isTrue();
        assertThat(acquired(others)).isFalse();
        assertThat(others.checkLease()).isFalse();

        mine.release().toCompletableFuture().join();

        assertThat(mine.checkLease()).isFalse();
        assertThat(acquired(others)).isTrue();
    }

    @Test
    void aHolderThatLivesKeepsItBeyondItsTerm() throws SQLException {
        DatabaseLease mine = lease("a", "60s");
        assertThat(acquired(mine)).isTrue();

        // As if most of its term had passed.
        execute("update cluster_leases set held_until = clock_timestamp() + interval '30 s' where name = '" + name
                + "'");
        Eventually.await(() -> holds("held_until > clock_timestamp() + interval '50 s'"));

        assertThat(acquired(lease("b", "1s"))).isFalse();
        assertThat(mine.checkLease()).isTrue();
    }

    @Test
    void aHolderThatDiedLosesItAfterItsTermAndHearsOfIt() throws SQLException {
        DatabaseLease mine = lease("a", "60s");
        var lost = new CompletableFuture<Optional<Throwable>>();
        assertThat(mine.acquire(lost::complete).toCompletableFuture().join()).isTrue();
        // As if it had not been heard of for as long as its term.
        execute("update cluster_leases set held_until = clock_timestamp() - interval '1 ms' where name = '" + name
                + "'");

        assertThat(acquired(lease("b", "60s"))).isTrue();

        assertThat(Eventually.answer(lost)).isEmpty();
        assertThat(mine.checkLease()).isFalse();
    }

    @Test
    void withoutADatabaseNobodyGetsIt() {
        var lease = new DatabaseLease(settings("a", "1s", "2s"), "jdbc:postgresql://127.0.0.1:1/nowhere");
        assertThatThrownBy(() -> lease.acquire().toCompletableFuture().join())
                .isInstanceOf(CompletionException.class)
                .hasMessageContaining(name);
    }

    private static boolean acquired(DatabaseLease lease) {
        return lease.acquire().toCompletableFuture().join();
    }

    private DatabaseLease lease(String owner, String term) {
        return new DatabaseLease(settings(owner, term, "1m"), url);
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private boolean holds(String condition) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(
                        "select " + condition + " from cluster_leases where name = '" + name + "'")) {
            return row.next() && row.getBoolean(1);
        }
    }

    private LeaseSettings settings(String owner, String term, String patience) {
        return LeaseSettings.apply(
                ConfigFactory.parseString(
                        "heartbeat-timeout = " + term + ", heartbeat-interval = 200ms, lease-operation-timeout = "
                                + patience + ", lease-class = none"),
                name,
                owner);
    }
}
