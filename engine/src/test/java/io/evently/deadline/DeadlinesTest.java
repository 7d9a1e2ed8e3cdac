package io.evently.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.Booking;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.NotifyPrefs;
import io.evently.event.WaitlistPolicy;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.TestNode;
import io.evently.projection.Projections;
import io.evently.time.PushedClock;
import io.evently.worker.ShardWorker;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.Props;
import org.junit.jupiter.api.Test;

/** Seats reach the next in line though their event sleeps and nobody asks it anything. */
class DeadlinesTest {

    private static final String SLEEPS_SOON =
            "pekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout = 1s";

    private static final UUID ADA = UUID.randomUUID();
    private static final UUID BOB = UUID.randomUUID();
    private static final UUID EVE = UUID.randomUUID();

    private final PushedClock clock = new PushedClock();

    @Test
    void whatTimeEndsGoesToTheNextInLineThoughTheEventSleeps() throws SQLException {
        List<String> urls = TestNode.databases("deadlines");
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                TestNode node = TestNode.start(urls, clock, System::nanoTime, SLEEPS_SOON)) {
            Projections.start(node.system(), shards, () -> false, node.metrics());
            UUID event = soldOut(node);
            // Bob stops waiting before a promotion of Ada's would run out, Eve waits for ever.
            long soon = node.events().now() + TimeUnit.MINUTES.toMicros(20);
            ask(node, event, join(node, ADA, 0));
            ask(node, event, join(node, BOB, soon));
            ask(node, event, join(node, EVE, 0));
            Eventually.await(
                    () -> count(shards, event, "select count(*) from waitlist_entries where event_id = ?") == 3);
            Eventually.await(() -> node.hosted() == 0);
            Deadlines.start(node.system(), shards, node.events(), node.metrics());

            // The hold runs out after 10 minutes, and Ada is promised its seats.
            clock.push(Duration.ofMinutes(11));
            Eventually.await(() -> promised(shards, event, ADA, "pending") == 1);
            Eventually.await(() -> node.hosted() == 0);

            // Bob's time runs out while Ada's window of 15 minutes is still open.
            clock.push(Duration.ofMinutes(10));
            Eventually.await(() -> count(
                            shards,
                            event,
                            "select count(*) from waitlist_entries where event_id = ? and status = 'expired'")
                    == 1);
            assertThat(promised(shards, event, ADA, "pending")).isEqualTo(1);
            Eventually.await(() -> node.hosted() == 0);

            clock.push(Duration.ofMinutes(6));
            Eventually.await(() -> promised(shards, event, EVE, "pending") == 1);
            assertThat(promised(shards, event, ADA, "expired")).isEqualTo(1);
            assertThat(promised(shards, event, BOB, "pending")).isZero();
            assertThat(woken(node, event).count()).isGreaterThanOrEqualTo(3);
        }
    }

    @Test
    void whoSleepsIsWokenThoughNoTablesFollow() throws SQLException {
        List<String> urls = TestNode.databases("deadlines_no_tables");
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                StoredWakeSchedule wakes = new StoredWakeSchedule(shards, metrics);
                TestNode node = TestNode.startWith(urls, wakes, clock, SLEEPS_SOON)) {
            UUID event = soldOut(node);
            ask(node, event, join(node, ADA, 0));
            Eventually.await(() -> node.hosted() == 0);
            String noted = "select count(*) from event_wakes where event_id = ?";
            assertThat(count(shards, event, noted)).isEqualTo(1);
            String commits = "select count(*) from event_journal where persistence_id = 'Event|' || ?";
            long before = count(shards, event, commits);
            Deadlines.start(node.system(), shards, node.events(), node.metrics());

            clock.push(Duration.ofMinutes(11));
            // The hold's end, and Ada's promotion.
            Eventually.await(() -> count(shards, event, commits) > before);
            // It sleeps again, until the end of Ada's window.
            Eventually.await(() -> node.hosted() == 0
                    && count(shards, event, noted + " and wake_at > now() + interval '20 minutes'") == 1);
            assertThat(metrics.get("evently.deadlines.lost").counter().count()).isZero();
        }
    }

    @Test
    void wakingTwiceOrFromTwoPlacesChangesNothing() throws SQLException {
        List<String> urls = TestNode.databases("deadlines_twice");
        UUID event;
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT)) {
            try (TestNode node = TestNode.start(urls, clock, System::nanoTime, SLEEPS_SOON)) {
                Projections.start(node.system(), shards, () -> false, node.metrics());
                event = soldOut(node);
                ask(node, event, join(node, ADA, 0));
                Eventually.await(
                        () -> count(shards, event, "select count(*) from waitlist_entries where event_id = ?") == 1);
            }
            // From here on no tables follow, so that they show the hold as due for ever.
            clock.push(Duration.ofMinutes(11));
            try (TestNode node = TestNode.start(urls, clock, System::nanoTime, "")) {
                int shard = Shards.shardOf(event);
                Executor direct = Runnable::run;
                Counter woken = Deadlines.woken(shard, node.metrics());
                for (String name : List.of("one", "other")) {
                    node.system()
                            .systemActorOf(
                                    ShardWorker.create(
                                            new ShardDeadlines(
                                                    shard,
                                                    EventWaker.of(shard, shards, node.events()::wake, direct),
                                                    node.events()::now,
                                                    woken),
                                            direct),
                                    name,
                                    Props.empty());
                }
                Eventually.await(() -> woken.count() == 2);
                for (int i = 0; i < 100; i++) {
                    assertThat(node.events().wake(event).join()).isTrue();
                }
                ask(node, event, new EventCommand.LeaveWaitlist(ADA, null));

                // Created, held, joined; then once: the hold ended and Ada promised; and then she left.
                assertThat(count(
                                shards,
                                event,
                                "select count(*) from event_journal where persistence_id = 'Event|' || ?"))
                        .isEqualTo(5);
            }
        }
    }

    @Test
    void goesOnOnceTheDatabaseIsBack() throws SQLException {
        List<String> urls = TestNode.databases("deadlines_away");
        ExecutorService blocking = Executors.newSingleThreadExecutor();
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                TestNode node = TestNode.start(urls, clock, System::nanoTime, "")) {
            Projections.start(node.system(), shards, () -> false, node.metrics());
            UUID event = soldOut(node);
            Eventually.await(() -> count(shards, event, "select count(*) from bookings where event_id = ?") == 1);
            clock.push(Duration.ofMinutes(11));
            int shard = Shards.shardOf(event);
            AtomicInteger calls = new AtomicInteger();
            DataSource flaky = failingFirst(3, calls, shards.reader(shard));
            Counter woken = Deadlines.woken(shard, node.metrics());
            node.system()
                    .systemActorOf(
                            ShardWorker.create(
                                    new ShardDeadlines(
                                            shard,
                                            new EventWaker(
                                                    flaky,
                                                    shards.writer(shard),
                                                    node.events()::wake,
                                                    blocking,
                                                    System::nanoTime),
                                            node.events()::now,
                                            woken),
                                    blocking),
                            "flaky",
                            Props.empty());

            Eventually.await(() ->
                    count(shards, event, "select count(*) from bookings where event_id = ? and status = 'expired'")
                            == 1);
            assertThat(calls.get()).isGreaterThan(3);
        } finally {
            blocking.shutdownNow();
        }
    }

    /** An event whose two seats are held for ten minutes. */
    private static UUID soldOut(TestNode node) {
        UUID event = node.events().newId();
        long nextMonth = node.events().now() + TimeUnit.DAYS.toMicros(30);
        Details details = new Details("Concert", null, "Hall", nextMonth, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        ask(node, event, new EventCommand.CreateEvent(event, details, 2, 4_990, null, UUID.randomUUID()));
        ask(
                node,
                event,
                new EventCommand.Book(
                        node.events().newId(), UUID.randomUUID(), 2, true, Booking.NO_EXPECTED_PRICE, null));
        return event;
    }

    private static EventCommand join(TestNode node, UUID user, long expiresAt) {
        return new EventCommand.JoinWaitlist(node.events().newId(), user, 2, expiresAt, NotifyPrefs.ALL, null);
    }

    private static void ask(TestNode node, UUID event, EventCommand command) {
        EventReply reply = Eventually.answer(node.events().ask(event, command));
        assertThat(reply)
                .isNotInstanceOf(EventReply.Refused.class)
                .isNotIn(EventReply.Busy.INSTANCE, EventReply.Unknown.INSTANCE);
    }

    private static Counter woken(TestNode node, UUID event) {
        return node.metrics()
                .get("evently.deadlines.woken")
                .tag("shard", Integer.toString(Shards.shardOf(event)))
                .counter();
    }

    private static long promised(Shards shards, UUID event, UUID user, String status) throws SQLException {
        return count(
                shards,
                event,
                "select count(*) from waitlist_promotions where event_id = ? and user_id = '" + user
                        + "' and status = '" + status + "'");
    }

    private static long count(Shards shards, UUID event, String sql) throws SQLException {
        try (Connection connection = shards.reader(Shards.shardOf(event)).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql.replace("?", "'" + event + "'"))) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static DataSource failingFirst(int times, AtomicInteger calls, DataSource database) {
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
