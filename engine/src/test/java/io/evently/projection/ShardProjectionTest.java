package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.SQLException;
import java.time.Duration;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
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

            ActorRef<ShardProjection.Message> projection = kit.spawn(ShardProjection.create(
                    JournalFixture.SHARD,
                    new Projector(JournalFixture.SHARD, flaky),
                    blocking,
                    () -> true,
                    new ProjectionMetrics(metrics)));

            long deadline = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
            while (journal.rows("select * from events").isEmpty()) {
                assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
            }
            assertThat(metrics.get("evently.projection.failures")
                            .tag("shard", "0")
                            .counter()
                            .count())
                    .isEqualTo(3);

            projection.tell(ShardProjection.Stop.INSTANCE);
            kit.createTestProbe().expectTerminated(projection, Duration.ofMinutes(1));
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
