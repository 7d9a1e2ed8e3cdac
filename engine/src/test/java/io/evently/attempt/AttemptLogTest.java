package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.crypto.TestCipher;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class AttemptLogTest {

    private static final long AT = 1_767_225_600_000_001L;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final ClientCipher cipher = new ClientCipher(TestCipher.fresh());

    @Test
    void everyAttemptIsARowOnceTheLogWasClosed() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("attempts"), PoolSizes.DEFAULT)) {
            UUID event = UUID.randomUUID();
            UUID user = UUID.randomUUID();
            UUID booking = UUID.randomUUID();
            try (AttemptLog log = new AttemptLog(shards, cipher, metrics)) {
                log.record(new Attempt(
                        event, user, 2, null, booking, AT, InetAddress.getByName("192.0.2.7"), "x".repeat(1_000)));
                log.record(new Attempt(
                        event,
                        user,
                        3,
                        "SOLD_OUT",
                        null,
                        AT + 1,
                        InetAddress.getByName("fe80::1%1"),
                        "nul \0, tab \t, \\N \\. \r\n end"));
                for (int i = 0; i < 5_000; i++) {
                    log.record(new Attempt(event, user, 1, "BUSY", null, AT + i, null, null));
                }
            }
            assertThat(metrics.counter("evently.attempts.written").count()).isEqualTo(5_002);
            assertThat(metrics.counter("evently.attempts.dropped").count()).isZero();

            int shard = Shards.shardOf(event);
            List<AttemptRow> busy = search(shards, shard, event, "failed", null, 4_999);
            assertThat(busy).hasSize(4_999).isSortedAccordingTo(BookingAttemptsTable.NEWEST_FIRST);
            List<AttemptRow> rest =
                    search(shards, shard, event, null, busy.get(4_998).id(), 10);
            assertThat(rest).hasSize(3);
            assertThat(rest.get(1).failureReason()).isEqualTo("SOLD_OUT");
            assertThat(cipher.decrypt(rest.get(1)).address()).isEqualTo("fe80::1");
            assertThat(cipher.decrypt(rest.get(1)).userAgent()).isEqualTo("nul \ufffd, tab \t, \\N \\. \r\n end");
            assertThat(rest.get(2).result()).isEqualTo("success");
            assertThat(rest.get(2).bookingId()).isEqualTo(booking);
            assertThat(rest.get(2).at()).isEqualTo(AT);
            assertThat(cipher.decrypt(rest.get(2)).address()).isEqualTo("192.0.2.7");
            assertThat(cipher.decrypt(rest.get(2)).userAgent()).hasSize(Attempt.LONGEST_USER_AGENT);
            assertThat(rest)
                    .extracting(AttemptRow::ipAddress)
                    .as("in plain text")
                    .containsOnlyNulls();
            assertThat(rest).extracting(AttemptRow::userAgent).containsOnlyNulls();
            assertThat(rest.subList(1, 3)).extracting(AttemptRow::client).doesNotContainNull();
        }
    }

    @Test
    void aBatchWhoseOutcomeWasUnknownCountsOnceWhenWrittenAgain() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("attempts_twice"), PoolSizes.DEFAULT)) {
            Counter written = metrics.counter("written");
            UUID event = UUID.randomUUID();
            AtomicInteger commits = new AtomicInteger();
            AttemptWriter writer = new AttemptWriter(
                    0, unknownAtFirst(commits, shards.writer(0)), cipher, written, metrics.counter("dropped"));
            for (int i = 0; i < 11; i++) {
                writer.offer(UUID.randomUUID(), new Attempt(event, UUID.randomUUID(), 1, "BUSY", null, AT, null, null));
            }
            writer.finish();
            Eventually.await(() -> written.count() == 11);

            assertThat(commits).hasValueGreaterThanOrEqualTo(2);
            assertThat(search(shards, 0, event, null, null, 100)).hasSize(11);
            try (Connection connection = shards.reader(0).getConnection();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select sum(attempts) from attempt_counts where event_id = '" + event + "'")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(11);
            }
        }
    }

    /** The first commit is done, but the database is gone before it says so. */
    private static DataSource unknownAtFirst(AtomicInteger commits, DataSource database) {
        return proxy(DataSource.class, database, (method, answer) -> {
            Connection connection = (Connection) answer;
            return proxy(Connection.class, connection, (called, result) -> {
                if (called.equals("commit") && commits.incrementAndGet() == 1) {
                    throw new SQLException("the connection was lost");
                }
                return result;
            });
        });
    }

    private interface After {
        Object answer(String method, Object answer) throws SQLException;
    }

    private static <T> T proxy(Class<T> type, T behind, After after) {
        return type.cast(
                Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (proxy, method, arguments) -> {
                    try {
                        return after.answer(method.getName(), method.invoke(behind, arguments));
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    @Test
    void withoutADatabaseAttemptsAreDroppedAndCountedAndNobodyWaits() {
        Counter written = metrics.counter("written");
        Counter dropped = metrics.counter("dropped");
        AttemptWriter writer = new AttemptWriter(0, databaseThatIsAway(), cipher, written, dropped);
        UUID id = UUID.randomUUID();
        int attempts = 50_000;
        for (int i = 0; i < attempts; i++) {
            writer.offer(id, new Attempt(id, id, 1, "BUSY", null, AT, null, null));
        }
        // Its queue is shorter than that, so it has dropped some without waiting for the database.
        assertThat(dropped.count()).isPositive();

        writer.finish();
        writer.awaitEnd(System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(100));

        Eventually.await(() -> dropped.count() >= attempts);
        assertThat(dropped.count()).isEqualTo(attempts);
        assertThat(written.count()).isZero();
    }

    @Test
    void whateverFailsTheNextBatchIsWritten() {
        try (Shards shards = Shards.open(TestNode.databases("attempts"), PoolSizes.DEFAULT)) {
            Counter written = metrics.counter("written");
            Counter dropped = metrics.counter("dropped");
            AtomicInteger calls = new AtomicInteger();
            AttemptWriter writer = new AttemptWriter(0, failing(calls, shards.writer(0)), cipher, written, dropped);

            offer(writer);
            Eventually.await(() -> written.count() == 1);
            assertThat(calls).hasValue(2);
            offer(writer);
            Eventually.await(() -> dropped.count() == 1);
            offer(writer);
            Eventually.await(() -> written.count() == 2);
        }
    }

    /** With an exception that is not of SQL, then an error, then not any more. */
    private static DataSource failing(AtomicInteger calls, DataSource database) {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    switch (calls.incrementAndGet()) {
                        case 1 -> throw new IllegalStateException("not of SQL");
                        case 3 -> throw new NoClassDefFoundError("gone");
                        default -> {
                            return method.invoke(database, arguments);
                        }
                    }
                });
    }

    private static void offer(AttemptWriter writer) {
        UUID id = UUID.randomUUID();
        writer.offer(id, new Attempt(id, id, 1, "BUSY", null, AT, null, null));
    }

    private static DataSource databaseThatIsAway() {
        return (DataSource) Proxy.newProxyInstance(
                DataSource.class.getClassLoader(), new Class<?>[] {DataSource.class}, (proxy, method, arguments) -> {
                    throw new SQLException("the database is away");
                });
    }

    private static List<AttemptRow> search(Shards shards, int shard, UUID event, String result, UUID before, int limit)
            throws SQLException {
        try (Connection connection = shards.reader(shard).getConnection()) {
            return BookingAttemptsTable.search(
                    connection, new BookingAttemptsTable.Search(event, result), before, limit);
        }
    }
}
