package io.evently.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Rows that refer to what is not there are found by night. */
class OrphanSearchTest {

    private static final long DAY = TimeUnit.DAYS.toMicros(1);
    private static final long NIGHT = 20_000 * DAY + TimeUnit.HOURS.toMicros(3);

    /** Users of events there are, and of one event that there is not. */
    private static final String[] ORPHANS = {
        "insert into users (id, version) select md5('u' || n)::uuid, 0 from generate_series(1, 2) n",
        "set session_replication_role = replica",
        """
        insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref, version,
            fact_no, created_at, updated_at)
        select md5('b' || n)::uuid, md5('u' || n)::uuid, md5('e' || n)::uuid, 1, 1, 1, 'confirmed',
            'EVT2026112200000000000' || n, 1, 1, now(), now()
        from generate_series(1, 3) n
        """,
        "reset session_replication_role"
    };

    @Test
    void anOrphanIsFoundByNight() throws SQLException {
        try (Shards shards = Shards.open(TestNode.databases("orphans"), PoolSizes.DEFAULT)) {
            execute(shards, "truncate users, events, bookings cascade");
            execute(shards, ORPHANS);
            OrphanSearch search = new OrphanSearch(0, shards.reader(0));

            assertThat(search.next(NIGHT - DAY / 2)).as("by day").isFalse();
            assertThat(search.next(NIGHT - 1)).isFalse();
            assertThat(search.found()).isEmpty();

            round(search, NIGHT);
            assertThat(search.found()).as("three events, one user").isEqualTo(OptionalLong.of(4));

            execute(shards, "delete from bookings");
            assertThat(search.next(NIGHT + DAY - 1)).as("until the next night").isFalse();
            assertThat(search.found()).isEqualTo(OptionalLong.of(4));
            round(search, NIGHT + DAY + 1);
            assertThat(search.found()).isEqualTo(OptionalLong.of(0));
        }
    }

    @Test
    void theMetricIsANumberWhereASearchWasFinished() {
        var registry = new SimpleMeterRegistry();
        OrphanMetrics metrics = new OrphanMetrics(registry);
        var gauge = registry.get("evently.tables.orphans").tag("shard", "2").gauge();

        assertThat(gauge.value()).isNaN();
        metrics.record(2, OptionalLong.of(3));
        assertThat(gauge.value()).isEqualTo(3);
        metrics.forget(2);
        assertThat(gauge.value()).isNaN();
    }

    private static void round(OrphanSearch search, long now) throws SQLException {
        boolean more = search.next(now);
        assertThat(more).as("it takes several steps").isTrue();
        while (more) {
            more = search.next(now);
        }
    }

    private static void execute(Shards shards, String... statements) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
