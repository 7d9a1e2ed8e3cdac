package io.evently.attempt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.evently.tables.AttemptRow;
import io.evently.tables.BookingAttemptsTable;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;

class AttemptLogTest {

    private static final long AT = 1_767_225_600_000_001L;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void everyAttemptIsARowOnceTheLogWasClosed() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("attempts"), PoolSizes.DEFAULT)) {
            UUID event = UUID.randomUUID();
            UUID user = UUID.randomUUID();
            UUID booking = UUID.randomUUID();
            try (AttemptLog log = new AttemptLog(shards, metrics)) {
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
            assertThat(rest.get(1).ipAddress()).isEqualTo("fe80::1");
            assertThat(rest.get(1).userAgent()).isEqualTo("nul \ufffd, tab \t, \\N \\. \r\n end");
            assertThat(rest.get(2).result()).isEqualTo("success");
            assertThat(rest.get(2).bookingId()).isEqualTo(booking);
            assertThat(rest.get(2).at()).isEqualTo(AT);
            assertThat(rest.get(2).ipAddress()).isEqualTo("192.0.2.7");
            assertThat(rest.get(2).userAgent()).hasSize(Attempt.LONGEST_USER_AGENT);
        }
    }

    @Test
    void aBatchWhoseOutcomeWasUnknownCountsOnceWhenWrittenAgain() throws Exception {
        try (Shards shards = Shards.open(TestNode.databases("attempts_twice"), PoolSizes.DEFAULT);
                Connection connection = shards.writer(0).getConnection()) {
            UUID event = UUID.randomUUID();
            List<AttemptRow> batch = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                batch.add(new AttemptRow(UUID.randomUUID(), event, UUID.randomUUID(), 1, "BUSY", null, AT, null, null));
            }
            BookingAttemptsTable.add(connection, batch);
            assertThatThrownBy(() -> BookingAttemptsTable.add(connection, batch))
                    .isInstanceOf(SQLException.class);
            batch.add(new AttemptRow(UUID.randomUUID(), event, UUID.randomUUID(), 1, "BUSY", null, AT, null, null));
            BookingAttemptsTable.insert(connection, batch);

            try (var statement = connection.createStatement();
                    var row = statement.executeQuery(
                            "select attempts from attempt_counts where event_id = '" + event + "'")) {
                row.next();
                assertThat(row.getInt(1)).isEqualTo(11);
            }
        }
    }

    @Test
    void withoutADatabaseAttemptsAreDroppedAndCountedAndNobodyWaits() {
        Counter written = metrics.counter("written");
        Counter dropped = metrics.counter("dropped");
        AttemptWriter writer = new AttemptWriter(0, databaseThatIsAway(), written, dropped);
        UUID id = UUID.randomUUID();
        int attempts = 50_000;
        for (int i = 0; i < attempts; i++) {
            writer.offer(new AttemptRow(id, id, id, 1, "BUSY", null, AT, null, null));
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
            AttemptWriter writer = new AttemptWriter(0, failing(calls, shards.writer(0)), written, dropped);

            writer.offer(attempt());
            Eventually.await(() -> written.count() == 1);
            assertThat(calls).hasValue(2);
            writer.offer(attempt());
            Eventually.await(() -> dropped.count() == 1);
            writer.offer(attempt());
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

    private static AttemptRow attempt() {
        UUID id = UUID.randomUUID();
        return new AttemptRow(id, id, id, 1, "BUSY", null, AT, null, null);
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
