package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.evently.Eventually;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.pekko.actor.testkit.typed.javadsl.ActorTestKit;
import org.apache.pekko.actor.typed.ActorRef;
import org.junit.jupiter.api.Test;

/** The actor round the projector: it goes on after failures, and stops when it is told to. */
class ShardProjectionTest {

    private static final UUID CONCERT = new UUID(2, 1);

    @Test
    void followsOnceTheDatabaseIsBackAndStopsWhenItIsTold() throws Exception {
        ActorTestKit kit = ActorTestKit.create(ConfigFactory.parseString("pekko.actor.provider = local")
                .withFallback(ConfigFactory.defaultReference()));
        ExecutorService blocking = Executors.newSingleThreadExecutor();
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (JournalFixture journal = JournalFixture.empty("shard_projection")) {
            journal.commit(CONCERT, History.START, History.create(CONCERT, "Concert", 10));
            DataSource flaky = failingFirst(3, journal.shards().writer(JournalFixture.SHARD));

            ActorRef<ShardWorker.Message> projection = kit.spawn(ShardWorker.create(
                    new ShardProjection(
                            JournalFixture.SHARD,
                            new Projector(JournalFixture.SHARD, flaky),
                            () -> true,
                            new ProjectionMetrics(metrics)),
                    blocking));

            Eventually.await(() -> !journal.rows("select * from events").isEmpty());
            assertThat(metrics.get("evently.projection.failures")
                            .tag("shard", "0")
                            .counter()
                            .count())
                    .isEqualTo(3);

            projection.tell(ShardWorker.Stop.INSTANCE);
            kit.createTestProbe().expectTerminated(projection, Eventually.PATIENCE);
            assertThat(metrics.get("evently.projection.lag")
                            .tag("shard", "0")
                            .gauge()
                            .value())
                    .isNaN();
        } finally {
            kit.shutdownTestKit();
            blocking.shutdownNow();
        }
    }

    private static DataSource failingFirst(int times, DataSource database) {
        AtomicInteger calls = new AtomicInteger();
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    if (calls.incrementAndGet() <= times) {
                        throw new SQLException("the database is away");
                    }
                    try {
                        return method.invoke(database, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }
}
