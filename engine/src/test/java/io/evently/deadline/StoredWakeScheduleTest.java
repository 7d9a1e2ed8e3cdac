package io.evently.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.LongStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

/** Wake-up times are on disk when an event has stopped, or were given up. */
class StoredWakeScheduleTest {

    /** Microseconds. */
    private static final long AT = 1_767_225_600_000_001L;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void twentyThousandEventsStopAtOnce() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("wakes"), PoolSizes.DEFAULT);
                StoredWakeSchedule wakes = new StoredWakeSchedule(shards, metrics)) {
            for (int shard = 0; shard < Shards.COUNT; shard++) {
                rows(shards, shard, "delete from event_wakes returning 1");
            }
            int many = 20_000;
            await(LongStream.range(0, many)
                    .mapToObj(n -> wakes.sleepsUntil(new UUID(2, n), AT + n))
                    .toList());

            UUID one = new UUID(2, 17);
            int shard = Shards.shardOf(one);
            String ofOne = "select micros_of_timestamp(wake_at) from event_wakes where event_id = '" + one + "'";
            long lost = (long) metrics.get("evently.deadlines.lost").counter().count();
            assertThat(all(shards)).isEqualTo(many - lost);
            wakes.sleepsUntil(one, AT).get(5, TimeUnit.MINUTES);
            await(List.of(wakes.sleepsUntil(one, AT + 1), wakes.sleepsUntil(one, AT + 2)));
            assertThat(rows(shards, shard, ofOne)).containsExactly(AT + 2);

            // It waits for nothing any more.
            wakes.sleepsUntil(one, Long.MAX_VALUE).get(5, TimeUnit.MINUTES);
            assertThat(rows(shards, shard, ofOne)).isEmpty();
        }
    }

    @Test
    void withoutADatabaseNobodyWaitsForEverAndItIsCounted() throws Exception {
        DataSource away = (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new SQLException("the database is away");
                });
        WakeWriter writer = new WakeWriter(0, away, metrics.counter("lost"));
        int many = 40_000;
        await(LongStream.range(0, many)
                .mapToObj(n -> writer.write(new UUID(2, n), AT))
                .toList());
        writer.end();
        writer.awaitEnd();

        Eventually.await(() -> metrics.counter("lost").count() >= many);
        writer.write(new UUID(2, 0), AT).get(5, TimeUnit.MINUTES);
    }

    private static void await(List<CompletableFuture<Void>> all) throws Exception {
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).get(5, TimeUnit.MINUTES);
    }

    private static long all(Shards shards) throws SQLException {
        long all = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            all += rows(shards, shard, "select count(*) from event_wakes").get(0);
        }
        return all;
    }

    private static List<Long> rows(Shards shards, int shard, String sql) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<Long> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getLong(1));
            }
            return values;
        }
    }
}
