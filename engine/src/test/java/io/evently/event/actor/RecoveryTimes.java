package io.evently.event.actor;

import io.evently.database.Shards;
import java.lang.management.ManagementFactory;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Prints what it takes to bring back an event of 100,000 bookings, its database included: from facts alone, and from the
 * snapshots it left beside the sale with the facts since. {@code java -cp … io.evently.event.actor.RecoveryTimes}.
 */
public final class RecoveryTimes {

    private static final int BOOKINGS = 100_000;
    private static final int ROUNDS = 6;

    private RecoveryTimes() {}

    public static void main(String[] args) throws SQLException {
        for (int facts : new int[] {Integer.MAX_VALUE, 50_000, Integer.MAX_VALUE, 50_000}) {
            List<String> databases = TestNode.databases("recovery_" + System.nanoTime() % 1_000_000);
            UUID event = sell(databases, facts);
            String url = databases.get(Shards.shardOf(event));
            // What it left when it stopped: a crash would leave none.
            TestEvents.execute(
                    url,
                    "delete from snapshot where sequence_number >= (select max(sequence_number) - 3 from event_journal)");
            System.out.printf(
                    "one snapshot each %d facts; stored: %d%n",
                    facts, TestEvents.count(url, "select coalesce(max(sequence_number), 0) from snapshot"));
            for (int round = 0; round < ROUNDS; round++) {
                try (TestNode node = TestNode.start(
                        databases,
                        Clock.systemUTC(),
                        System::nanoTime,
                        "evently.engine.facts-per-snapshot = 2000000000")) {
                    TestEvents.create(node, 5);
                    long cpu = cpu();
                    long wall = System.nanoTime();
                    if (TestEvents.view(node, event).seats().confirmed() != BOOKINGS) {
                        throw new IllegalStateException("bookings are missing");
                    }
                    System.out.printf(
                            "%d ms, processor %d ms%n",
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - wall), (cpu() - cpu) / 1_000_000);
                }
                TestEvents.execute(
                        url,
                        "delete from snapshot where sequence_number >= (select max(sequence_number) - 3 from event_journal)");
            }
        }
        System.exit(0);
    }

    private static UUID sell(List<String> databases, int facts) {
        try (TestNode node = TestNode.start(
                databases, Clock.systemUTC(), System::nanoTime, "evently.engine.facts-per-snapshot = " + facts)) {
            UUID event = TestEvents.create(node, 2 * BOOKINGS);
            for (int sold = 0; sold < BOOKINGS; sold += 500) {
                TestEvents.bookMany(node, event, 500);
            }
            return event;
        }
    }

    private static long cpu() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }
}
