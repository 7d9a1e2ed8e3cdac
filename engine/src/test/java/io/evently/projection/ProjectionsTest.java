package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.event.actor.EventReply;
import io.evently.event.actor.TestNode;
import io.evently.sql.Viewer;
import io.evently.tables.BookingRow;
import io.evently.tables.BookingsTable;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.tables.ReadModel;
import io.evently.tables.ReadModel.Page;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Booked through the actors, found in the lists: on a node as it is shipped. */
class ProjectionsTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    @Test
    void whatWasBookedIsFoundInListsOverAllDatabasesAndLagIsMeasured() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        try (JournalFixture journal = JournalFixture.empty("projections");
                TestNode node = TestNode.start(journal.urls())) {
            Projections.start(node.system(), journal.shards(), () -> false, node.metrics());
            UUID user = UUID.randomUUID();
            List<UUID> events =
                    IntStream.range(0, 12).mapToObj(i -> node.events().newId()).toList();
            for (int i = 0; i < events.size(); i++) {
                UUID event = events.get(i);
                long nextMonth = node.events().now() + 30 * History.DAY;
                node.events()
                        .ask(event, History.create(event, "Concert " + i, 100, nextMonth))
                        .get(5, TimeUnit.MINUTES);
                EventReply booked = node.events()
                        .ask(event, History.book(node.events().newId(), user, 1))
                        .get(5, TimeUnit.MINUTES);
                assertThat(booked).isInstanceOf(EventReply.BookingState.class);
            }

            ReadModel lists = new ReadModel(journal.shards(), shard -> executor, Duration.ofMinutes(1));
            BookingsTable.Search mine = new BookingsTable.Search(user, null, null);
            Eventually.await(() -> ask(lists, mine, null, 200).items().size() == 12);

            Page<BookingRow> first = ask(lists, mine, null, 7);
            Page<BookingRow> second =
                    ask(lists, mine, BookingsTable.Cursor.after(first.items().get(6)), 7);
            assertThat(first.more()).isTrue();
            assertThat(second.more()).isFalse();
            assertThat(first.items()).hasSize(7);
            assertThat(second.items()).hasSize(5);
            List<BookingRow> all = ask(lists, mine, null, 200).items();
            assertThat(all)
                    .isSortedAccordingTo(BookingsTable.NEWEST_FIRST)
                    .startsWith(first.items().get(0));
            assertThat(all.subList(7, 12)).isEqualTo(second.items());

            BookingRow one = all.get(3);
            assertThat(lists.bookingsByReference(ADMIN, one.reference(), one.createdAt())
                            .get(5, TimeUnit.MINUTES))
                    .containsExactly(one);
            assertThat(lists.booking(ADMIN, one.eventId(), one.id()).get(5, TimeUnit.MINUTES))
                    .isEqualTo(Optional.of(one));
            assertThat(lists.booking(ADMIN, events.get(0), UUID.randomUUID()).get(5, TimeUnit.MINUTES))
                    .isEmpty();
            List<EventRow> found = lists.events(
                            ADMIN, new EventsTable.Search("concerts", "active", null, null), null, 200)
                    .get(5, TimeUnit.MINUTES)
                    .items();
            assertThat(found).hasSize(12).allMatch(event -> event.confirmed() == 1);

            Eventually.await(() -> List.of("0", "1", "2", "3").stream()
                    .allMatch(shard -> node.metrics()
                                    .get("evently.projection.lag")
                                    .tag("shard", shard)
                                    .gauge()
                                    .value()
                            == 0));
            assertThat(lists.backlogs(10).get(5, TimeUnit.MINUTES)).allMatch(backlog -> backlog.rows() == 0);
        } finally {
            executor.shutdownNow();
        }
    }

    private static Page<BookingRow> ask(
            ReadModel lists, BookingsTable.Search search, BookingsTable.Cursor after, int limit) {
        return lists.bookings(ADMIN, search, 0, after, limit).join();
    }
}
