package io.evently.event.actor;

import static io.evently.event.actor.TestEvents.await;
import static io.evently.event.actor.TestEvents.book;
import static io.evently.event.actor.TestEvents.bookMany;
import static io.evently.event.actor.TestEvents.count;
import static io.evently.event.actor.TestEvents.execute;
import static io.evently.event.actor.TestEvents.view;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.tables.journal.SnapshotTable;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Ring 2: an event on sale leaves snapshots while it goes on, and comes back from them. */
class SnapshotsBesideTest {

    private static final String OFTEN = "evently.engine.facts-per-snapshot = 100";

    @Test
    void anEventOnSaleLeavesSnapshotsAndComesBackFromThem() throws SQLException {
        List<String> own = TestNode.databases("beside");
        int confirmed;
        UUID event;
        String url;
        try (TestNode node = TestNode.start(own, Clock.systemUTC(), System::nanoTime, OFTEN)) {
            event = TestEvents.create(node, 50_000);
            url = own.get(Shards.shardOf(event));
            await(() -> {
                bookMany(node, event, 150);
                return count(url, "select count(*) from snapshot") == 2;
            });
            book(node, event, 2);
            confirmed = view(node, event).seats().confirmed();
        }
        // Nobody can read what they replace.
        execute(
                url,
                "update event_journal set event_payload = 'x' where sequence_number <="
                        + " (select max(sequence_number) from snapshot)");
        try (TestNode node = TestNode.start(own)) {
            assertThat(view(node, event).seats().confirmed()).isEqualTo(confirmed);
            book(node, event, 1);
            assertThat(view(node, event).seats().confirmed()).isEqualTo(confirmed + 1);
        }
    }

    @Test
    void aSnapshotThatCannotBeStoredHarmsNothingAndTheNextOneMayBe() throws SQLException {
        List<String> own = TestNode.databases("beside_without");
        try (TestNode node = TestNode.start(own, Clock.systemUTC(), System::nanoTime, OFTEN)) {
            UUID event = TestEvents.create(node, 50_000);
            String url = own.get(Shards.shardOf(event));
            execute(url, "alter table snapshot rename to snapshot_away");
            bookMany(node, event, 300);
            execute(url, "alter table snapshot_away rename to snapshot");

            // A write of the one before may be under way until now; what is tried later succeeds.
            await(() -> {
                bookMany(node, event, 20);
                return count(url, "select count(*) from snapshot") > 0;
            });
        }
    }

    @Test
    void noSnapshotIsStoredWithoutTheRecordThatMadeIt() throws SQLException {
        List<String> own = TestNode.databases("beside_shorter");
        try (TestNode node = TestNode.start(own)) {
            UUID event = TestEvents.create(node, 5);
            book(node, event, 1);
            try (Connection connection = DriverManager.getConnection(own.get(Shards.shardOf(event)))) {
                assertThat(SnapshotTable.write(connection, "Event|" + event, row(3)))
                        .isFalse();
                assertThat(SnapshotTable.write(connection, "Event|" + event, row(2)))
                        .isTrue();
                assertThat(SnapshotTable.write(connection, "Event|" + event, row(2)))
                        .isTrue();
                assertThat(SnapshotTable.numbers(connection, "Event|" + event)).containsExactly(2L);
                assertThat(SnapshotTable.read(connection, "Event|" + event, 2)).hasValueSatisfying(read -> {
                    assertThat(read.manifest()).isEqualTo("event:3");
                    assertThat(read.payload()).containsExactly(1, 2);
                    assertThat(read.serializer()).isEqualTo(781_001);
                });
            }
        }
    }

    private static SnapshotTable.Row row(long number) {
        return new SnapshotTable.Row(number, 5, 781_001, "event:3", new byte[] {1, 2});
    }
}
