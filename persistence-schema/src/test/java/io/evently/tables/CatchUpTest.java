package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was committed before somebody asks for it is found, however far the tables are behind; and freshness is said. */
class CatchUpTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    private static final UUID USER = new UUID(0, 1);
    private static final UUID EVENT = new UUID(4, 1);
    private static final int SHARD = Shards.shardOf(EVENT);
    private static final String REFERENCE = "EVT20261122CATCHCATCHVP";

    private static String url;
    private static Shards shards;
    private static ReadModel lists;

    @BeforeAll
    static void open() {
        List<String> urls = TestServer.migrated("catch_up");
        url = urls.get(SHARD);
        shards = Shards.open(urls, PoolSizes.DEFAULT);
        lists = lists(Duration.ofMinutes(5));
    }

    @BeforeEach
    void aRecordThatTheTablesLack() throws SQLException {
        TestServer.execute(
                url,
                "truncate event_journal, users, events, bookings, projection_positions cascade",
                "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,"
                        + " event_ser_manifest, event_payload) values ('Event|1', 1, 'w', 1000, 1, 'm', '')");
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @Test
    void aLookUpWaitsUntilTheTablesHaveWhatWasThereBeforeIt() throws SQLException {
        CompletableFuture<List<BookingRow>> asked = lists.bookingsByReference(ADMIN, REFERENCE, 0);

        follow(true);

        assertThat(answer(asked)).extracting(BookingRow::reference).containsExactly(REFERENCE);
    }

    @Test
    void itSaysThatThereIsNoneWhenTheyHaveIt() throws SQLException {
        CompletableFuture<List<BookingRow>> asked = lists.bookingsByReference(ADMIN, REFERENCE, 0);
        assertThat(asked).isNotDone();

        follow(false);

        assertThat(answer(asked)).isEmpty();
        assertThat(lists.bookingsByReference(ADMIN, REFERENCE, 0)).as("at once").isCompletedWithValue(List.of());
    }

    @Test
    void itDoesNotWaitForEver() {
        ReadModel impatient = lists(Duration.ofMillis(100));
        assertThat(answer(impatient.booking(ADMIN, EVENT, new UUID(5, 5)))).isEmpty();
        assertThat(answer(impatient.promotion(ADMIN, EVENT, new UUID(5, 5)))).isEmpty();
    }

    @Test
    void moreThanSoManyDoNotWait() throws SQLException, InterruptedException {
        LinkedBlockingQueue<Runnable> looks = new LinkedBlockingQueue<>();
        CatchUp catchUp = new CatchUp(shards.reader(SHARD), looks::add, Duration.ofMinutes(5));
        List<CompletableFuture<String>> asked = new ArrayList<>();
        for (int i = 0; i < CatchUp.MOST_WAITING; i++) {
            asked.add(catchUp.ask(() -> "looked"));
        }
        CompletableFuture<String> oneMore = catchUp.ask(() -> "looked");
        assertThatThrownBy(() -> answer(oneMore)).hasCauseInstanceOf(RejectedExecutionException.class);
        assertThat(asked).noneMatch(CompletableFuture::isDone);

        follow(false);
        looks.take().run();

        assertThat(asked).allMatch(one -> answer(one).equals("looked"));
        assertThat(looks).as("one look for all").isEmpty();
    }

    @Test
    void aListSaysUntilWhenItKnowsEverything() throws SQLException {
        ReadModel fresh = lists(Duration.ZERO);
        BookingsTable.Search search = new BookingsTable.Search(USER, null, null);
        assertThat(answer(fresh.bookings(ADMIN, search, 0, null, 5)).asOf())
                .as("the first record that is not in the tables")
                .isEqualTo(1_000_000 - Freshness.MARGIN);

        TestServer.execute(
                url,
                "insert into event_journal (persistence_id, sequence_number, writer, write_timestamp, event_ser_id,"
                        + " event_ser_manifest, event_payload) values ('Event|2', 1, 'w', 500, 1, 'm', '')");
        assertThat(answer(lists(Duration.ZERO).bookings(ADMIN, search, 0, null, 5))
                        .asOf())
                .as("one behind it, by a clock that is slow")
                .isEqualTo(500_000 - Freshness.MARGIN);

        long before = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis());
        follow(false);

        assertThat(answer(lists(Duration.ZERO).bookings(ADMIN, search, 0, null, 5))
                        .asOf())
                .isGreaterThanOrEqualTo(before - Freshness.MARGIN - TimeUnit.SECONDS.toMicros(1));
    }

    private static ReadModel lists(Duration patience) {
        return new ReadModel(shards, shard -> Runnable::run, patience);
    }

    /** The tables follow the journal to its end. */
    private static void follow(boolean withTheBooking) throws SQLException {
        try (Connection connection = shards.writer(SHARD).getConnection()) {
            connection.setAutoCommit(false);
            PositionsTable.ensure(connection);
            PositionsTable.move(connection, Position.BEGINNING, Journal.end(connection));
            if (withTheBooking) {
                UsersTable.ensureStubs(connection, List.of(USER));
                EventsTable.upsert(connection, List.of(event()));
                BookingsTable.upsert(
                        connection,
                        List.of(new BookingRow(
                                new UUID(5, 1), USER, EVENT, 1, 100, "confirmed", REFERENCE, 1, 0, 1, 1, 1)));
            }
            connection.commit();
        }
    }

    private static EventRow event() {
        return new EventRow(
                EVENT, "Concert", null, "Town", 1, 100, 1, 0, 0, 100, 100, 0, "active", 1, 10, 0, 10, "strict", 15,
                null, 0, null, USER, 1, 1, 1, "UTC");
    }

    private static <T> T answer(CompletableFuture<T> asked) {
        return asked.copy().orTimeout(5, TimeUnit.MINUTES).join();
    }
}
