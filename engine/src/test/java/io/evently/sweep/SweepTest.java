package io.evently.sweep;

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
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.Props;
import org.junit.jupiter.api.Test;

/** What is over ends, though nobody says so. */
class SweepTest {

    private final PushedClock clock = new PushedClock();

    @Test
    void anEventIsCompletedADayAfterItsDateThoughTheDatabaseFailsAtFirst() throws Exception {
        List<String> urls = TestNode.databases("sweep");
        // The databases' clock cannot be pushed, and nothing ends before it says so, too.
        clock.push(Duration.ofDays(-3));
        ExecutorService blocking = Executors.newSingleThreadExecutor();
        try (Shards shards = Shards.open(urls, PoolSizes.DEFAULT);
                TestNode node = TestNode.start(urls, clock, System::nanoTime, "")) {
            Projections.start(node.system(), shards, () -> false, node.metrics());
            UUID over = create(node, null, Duration.ofDays(1));
            int shard = Shards.shardOf(over);
            UUID yesterday = create(node, shard, Duration.ofDays(2).plusHours(1));
            UUID toCome = create(node, shard, Duration.ofDays(9));
            ask(node, over, book(node, 1, false));
            ask(node, over, book(node, 1, true));
            ask(
                    node,
                    over,
                    new EventCommand.JoinWaitlist(
                            node.events().newId(), UUID.randomUUID(), 1, 0, NotifyPrefs.ALL, null));
            awaitRows(shards, shard, "select status from waitlist_entries where event_id = '" + over + "'", "waiting");
            awaitRows(shards, shard, "select status from events where id = '" + toCome + "'", "active");
            clock.push(Duration.ofDays(3));

            DataSource flaky = failingFirst(1, shards.writer(shard));
            node.system()
                    .systemActorOf(
                            ShardWorker.create(
                                    new ShardSweep(
                                            shard,
                                            new Sweep(shards.reader(shard), flaky),
                                            new OrphanSearch(shard, shards.reader(shard)),
                                            node.events()::ask,
                                            node.events()::now,
                                            () -> false,
                                            new OrphanMetrics(node.metrics())),
                                    blocking),
                            "sweep",
                            Props.empty());

            awaitRows(shards, shard, "select status from events where id = '" + over + "'", "completed");
            awaitRows(shards, shard, "select status from waitlist_entries where event_id = '" + over + "'", "expired");
            awaitRows(
                    shards,
                    shard,
                    "select status from bookings where event_id = '" + over + "' order by created_at",
                    "confirmed",
                    "expired");
            awaitRows(shards, shard, "select status from events where id = '" + toCome + "'", "active");
            awaitRows(shards, shard, "select status from events where id = '" + yesterday + "'", "active");
        } finally {
            blocking.shutdownNow();
        }
    }

    @Test
    void attemptsAreRemovedAfterNinetyDays() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("sweep_attempts"), PoolSizes.DEFAULT)) {
            execute(shards, "truncate booking_attempts");
            execute(
                    shards,
                    "select ensure_partitions(now() - interval '100 days', 0, 20)",
                    attempts(6_000, "now() - interval '90 days 1 second'"),
                    attempts(7, "now() - interval '89 days 23 hours'"),
                    attempts(3, "now()"),
                    attempts(5, "now() - interval '400 days'"));
            String weeks = "select count(*) from pg_inherits where inhparent = 'booking_attempts'::regclass";
            long before = Long.parseLong(rows(shards, 0, weeks).get(0));
            Sweep sweep = Sweep.of(0, shards);
            long now = System.currentTimeMillis() * 1_000;

            assertThat(sweep.next(now).more()).as("in steps").isTrue();
            assertThat(sweep.next(now).more()).isFalse();

            assertThat(rows(shards, 0, "select count(*) from booking_attempts")).containsExactly("10");
            assertThat(Long.parseLong(rows(shards, 0, weeks).get(0))).isLessThan(before);
            // A clock that is a year ahead removes nothing more.
            sweep.next(now + TimeUnit.DAYS.toMicros(365));
            assertThat(rows(shards, 0, "select count(*) from booking_attempts")).containsExactly("10");
        }
    }

    @Test
    void idempotencyKeysAreRemovedAfterADay() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("sweep_keys"), PoolSizes.DEFAULT)) {
            String keys =
                    """
                    insert into idempotency_keys (scope, fingerprint, made_id, kept_since)
                    select sha256(%1$s || n::text::bytea), sha256('content'), gen_random_uuid(), now() - interval %1$s
                    from generate_series(1, %2$d) n
                    """;
            execute(
                    shards,
                    "truncate idempotency_keys",
                    keys.formatted("'24 hours'", 5_003),
                    keys.formatted("'23 hours 59 minutes'", 7));
            Sweep sweep = Sweep.of(0, shards);
            long now = System.currentTimeMillis() * 1_000;

            assertThat(sweep.next(now).more()).as("in steps").isTrue();
            assertThat(sweep.next(now).more()).isFalse();

            assertThat(rows(shards, 0, "select count(*) from idempotency_keys")).containsExactly("7");
        }
    }

    /** With ids as they are made at that time. */
    private static String attempts(int count, String at) {
        return """
                insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at)
                select (lpad(to_hex((extract(epoch from %1$s) * 1000)::bigint), 12, '0') || '7000'
                    || substr(md5(n::text || %2$d), 1, 16))::uuid, gen_random_uuid(), gen_random_uuid(), 1, 'success', %1$s
                from generate_series(1, %2$d) n
                """
                .formatted(at, count);
    }

    /** An event with two seats and a hold of an hour in that database; null: in any. */
    private UUID create(TestNode node, Integer shard, Duration until) {
        UUID event = node.events().newId();
        while (shard != null && Shards.shardOf(event) != shard) {
            event = node.events().newId();
        }
        long date = node.events().now() + until.toSeconds() * 1_000_000;
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 60, WaitlistPolicy.STRICT, 15);
        ask(node, event, new EventCommand.CreateEvent(event, details, 2, 4_990, null, UUID.randomUUID()));
        return event;
    }

    private static EventCommand book(TestNode node, int quantity, boolean hold) {
        return new EventCommand.Book(
                node.events().newId(), UUID.randomUUID(), quantity, hold, Booking.NO_EXPECTED_PRICE, null);
    }

    private static void ask(TestNode node, UUID event, EventCommand command) {
        EventReply reply =
                node.events().ask(event, command).orTimeout(5, TimeUnit.MINUTES).join();
        assertThat(reply)
                .isNotInstanceOf(EventReply.Refused.class)
                .isNotIn(EventReply.Busy.INSTANCE, EventReply.Unknown.INSTANCE);
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

    private static void awaitRows(Shards shards, int shard, String query, String... expected) throws Exception {
        Eventually.await(() -> rows(shards, shard, query).equals(List.of(expected)));
    }

    private static List<String> rows(Shards shards, int shard, String query) throws SQLException {
        try (Connection connection = shards.reader(shard).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(query)) {
            List<String> values = new ArrayList<>();
            while (rows.next()) {
                values.add(rows.getString(1));
            }
            return values;
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
