package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import io.evently.tables.EventAnalyticsTable.Value;
import io.evently.tables.PricingHistoryTable.PriceRow;
import io.evently.tables.ReadModel.Page;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Pages of lists over four databases: complete, in order, nothing twice, nothing that was not asked for. */
class ReadModelTest {

    private static final Viewer ADMIN = Viewer.admin(new UUID(9, 9));

    private static final UUID ADA = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);
    private static final long DAY = 86_400_000_000L;
    private static final long NOW = 1_000 * DAY;

    /** Two events of each date, so that pages end between equals; ids whose halves are negative sort last. */
    private static final List<EventRow> EVENTS = new ArrayList<>();

    private static final List<BookingRow> BOOKINGS = new ArrayList<>();

    private static Shards shards;
    private static ReadModel lists;

    @BeforeAll
    static void fill() throws SQLException {
        shards = Shards.open(TestServer.migrated("lists"), PoolSizes.DEFAULT);
        lists = new ReadModel(shards, shard -> Runnable::run, Duration.ofSeconds(2));
        for (int i = 0; i < 40; i++) {
            UUID id = new UUID(i % 3 == 0 ? -1L - i : i, i);
            EVENTS.add(event(id, i % 2 == 0 ? "Jazz night " + i : "Rock", i % 5 == 0 ? "cancelled" : "active", i / 2));
            for (int n = 0; n < 3; n++) {
                BOOKINGS.add(booking(id, n == 2 ? BOB : ADA, i * 3 + n, n == 0 ? "cancelled" : "confirmed"));
            }
        }
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int here = shard;
            try (Connection connection = shards.writer(shard).getConnection()) {
                UsersTable.ensureStubs(connection, List.of(ADA, BOB));
                EventsTable.upsert(
                        connection,
                        EVENTS.stream()
                                .filter(row -> Shards.shardOf(row.id()) == here)
                                .toList());
                BookingsTable.upsert(
                        connection,
                        BOOKINGS.stream()
                                .filter(row -> Shards.shardOf(row.eventId()) == here)
                                .toList());
            }
        }
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @Test
    void aRowReadsAsItWasWritten() throws SQLException {
        EventRow event = EVENTS.get(7);
        try (Connection connection = shards.reader(Shards.shardOf(event.id())).getConnection()) {
            assertThat(EventsTable.byIds(connection, List.of(event.id()))).containsEntry(event.id(), event);
        }
        assertThat(lists.bookingsByReference(ADMIN, BOOKINGS.get(5).reference(), 0)
                        .join())
                .contains(BOOKINGS.get(5));
        assertThat(lists.bookingsByReference(ADMIN, "EVT20261122000000000000", 0)
                        .join())
                .isEmpty();
    }

    @Test
    void eventsComeByDateWhateverThePageSize() {
        List<EventRow> all = EVENTS.stream().sorted(EventsTable.BY_DATE).toList();
        for (int limit : new int[] {1, 7, 40, 200}) {
            assertThat(events(new EventsTable.Search(null, null, null, null), limit))
                    .as("pages of %d", limit)
                    .isEqualTo(all);
        }
    }

    @Test
    void eventsAreFoundByWordsStatusAndDate() {
        assertThat(events(new EventsTable.Search("night of jazz", null, null, null), 9))
                .hasSize(20)
                .allMatch(row -> row.name().startsWith("Jazz"));
        assertThat(events(new EventsTable.Search("\"hall of fame\" -rock", "cancelled", null, null), 9))
                .hasSize(4)
                .allMatch(row -> row.status().equals("cancelled") && row.name().startsWith("Jazz"));
        assertThat(events(new EventsTable.Search(null, null, 3 * DAY, 5 * DAY), 9))
                .extracting(EventRow::eventDate)
                .containsExactly(3 * DAY, 3 * DAY, 4 * DAY, 4 * DAY);
        // Nothing but what search engines skip, and nothing that SQL would stumble over.
        assertThat(events(new EventsTable.Search("the of and", null, null, null), 9))
                .isEmpty();
        assertThat(events(new EventsTable.Search("' | & ! <-> ( \" \0 \\", null, null, null), 9))
                .isEmpty();
    }

    @Test
    void aUsersBookingsComeNewestFirstFromAllDatabases() {
        List<BookingRow> adas = BOOKINGS.stream()
                .filter(row -> row.userId().equals(ADA))
                .sorted(BookingsTable.NEWEST_FIRST)
                .toList();
        assertThat(bookings(new BookingsTable.Search(ADA, null, null), 7)).isEqualTo(adas);
        assertThat(bookings(new BookingsTable.Search(ADA, null, "cancelled"), 7))
                .hasSize(40)
                .allMatch(row -> row.status().equals("cancelled"));
        UUID event = EVENTS.get(3).id();
        assertThat(bookings(new BookingsTable.Search(ADA, event, null), 1))
                .hasSize(2)
                .allMatch(row -> row.eventId().equals(event));
        assertThat(bookings(new BookingsTable.Search(null, event, null), 2)).hasSize(3);
    }

    @Test
    void aHoldWhoseTimeIsUpIsShownAsExpiredBeforeAnybodyWroteIt() throws SQLException {
        UUID event = EVENTS.get(4).id();
        UUID user = new UUID(1, 3);
        BookingRow held = new BookingRow(
                new UUID(-6, 1), user, event, 1, 500, "pending", "EVT20261122000000HE1D", 1, DAY, 3, DAY / 2, DAY / 2);
        try (Connection connection = shards.writer(Shards.shardOf(event)).getConnection()) {
            UsersTable.ensureStubs(connection, List.of(user));
            BookingsTable.upsert(connection, List.of(held));
        }
        BookingRow expired = held.asOf(DAY);
        assertThat(expired.status()).isEqualTo("expired");
        assertThat(expired.updatedAt()).isEqualTo(DAY);
        for (UUID ofEvent : new UUID[] {null, event}) {
            assertThat(bookingsOf(user, ofEvent, "pending", DAY - 1)).containsExactly(held);
            assertThat(bookingsOf(user, ofEvent, "expired", DAY - 1)).isEmpty();
            assertThat(bookingsOf(user, ofEvent, "pending", DAY)).isEmpty();
            assertThat(bookingsOf(user, ofEvent, "expired", DAY)).containsExactly(expired);
            assertThat(bookingsOf(user, ofEvent, null, DAY)).containsExactly(expired);
        }
        assertThat(lists.bookingsByReference(ADMIN, held.reference(), DAY).join())
                .contains(expired);
    }

    @Test
    void twoBookingsMayShareAReference() throws SQLException {
        BookingRow one = BOOKINGS.get(5);
        BookingRow other = BOOKINGS.stream()
                .filter(each -> !each.id().equals(one.id()) && each.eventId().equals(one.eventId()))
                .findFirst()
                .orElseThrow();
        try (Connection connection =
                shards.writer(Shards.shardOf(one.eventId())).getConnection()) {
            String set = "update bookings set booking_ref = '%s' where id = '%s'";
            connection.createStatement().execute(set.formatted(one.reference(), other.id()));
            assertThat(lists.bookingsByReference(ADMIN, one.reference(), 0).join())
                    .extracting(BookingRow::id)
                    .containsExactlyInAnyOrder(one.id(), other.id());
            connection.createStatement().execute(set.formatted(other.reference(), other.id()));
        }
    }

    @Test
    void aBookingIsFoundOnlyUnderItsOwnEvent() {
        BookingRow booking = BOOKINGS.get(0);
        assertThat(lists.booking(ADMIN, booking.eventId(), booking.id()).join()).contains(booking);
        UUID other = EVENTS.stream()
                .map(EventRow::id)
                .filter(id -> Shards.shardOf(id) == Shards.shardOf(booking.eventId()) && !id.equals(booking.eventId()))
                .findFirst()
                .orElseThrow();
        assertThat(lists.booking(ADMIN, other, booking.id()).join()).isEmpty();
    }

    @Test
    void promotionsComeOpenOnesFirstThenNewestFirstFromAllDatabases() throws SQLException {
        UUID user = new UUID(1, 4);
        List<PromotionRow> rows = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            // Pairs of one moment, so that pages end between equals; every fifth has run out and nobody wrote it.
            String status = i % 3 == 0 ? "pending" : i % 3 == 1 ? "used" : "expired";
            rows.add(promotion(i, user, i / 2, i % 5 == 0 ? NOW : NOW + 1, status));
        }
        write(rows);

        List<PromotionRow> expected = rows.stream()
                .map(row -> row.asOf(NOW))
                .sorted(WaitlistPromotionsTable.OPEN_FIRST)
                .toList();
        assertThat(expected).filteredOn(row -> row.status().equals("pending")).hasSize(11);
        assertThat(expected.subList(0, 11)).allMatch(row -> row.status().equals("pending"));
        for (int limit : new int[] {1, 7, 11, 40, 200}) {
            assertThat(promotions(user, limit)).as("pages of %d", limit).isEqualTo(expected);
        }
        assertThat(promotions(new UUID(1, 5), 7)).isEmpty();
    }

    @Test
    void aPromotionIsFoundOnlyUnderItsOwnEvent() throws SQLException {
        PromotionRow row = promotion(100, new UUID(1, 6), 1, 2, "expired");
        write(List.of(row));
        assertThat(lists.promotion(ADMIN, row.eventId(), row.id()).join()).contains(row);
        UUID other = EVENTS.stream()
                .map(EventRow::id)
                .filter(id -> Shards.shardOf(id) == Shards.shardOf(row.eventId()) && !id.equals(row.eventId()))
                .findFirst()
                .orElseThrow();
        assertThat(lists.promotion(ADMIN, other, row.id()).join()).isEmpty();
    }

    @Test
    void entriesComeInTheOrderInWhichTheyWouldBeServed() throws SQLException {
        UUID event = EVENTS.get(8).id();
        List<WaitlistRow> waiting = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            waiting.add(entry(new UUID(4, i), new UUID(11, i), event, i % 4 - 2, i / 3, i + 1, "waiting"));
        }
        WaitlistRow left = entry(new UUID(4, 99), new UUID(11, 0), event, 0, 0, 99, "left");
        try (Connection connection = shards.writer(Shards.shardOf(event)).getConnection()) {
            UsersTable.ensureStubs(
                    connection, waiting.stream().map(WaitlistRow::userId).toList());
            List<WaitlistRow> all = new ArrayList<>(waiting);
            all.add(left);
            WaitlistEntriesTable.upsert(connection, all);
        }
        waiting.sort(Comparator.comparingInt((WaitlistRow row) -> -row.priority())
                .thenComparingLong(WaitlistRow::joinedAt)
                .thenComparingLong(WaitlistRow::joinNo));

        for (int limit : new int[] {1, 7, 30, 200}) {
            assertThat(waitlist(event, limit)).as("pages of %d", limit).isEqualTo(waiting);
        }
        assertThat(lists.waitlist(ADMIN, event, "left", null, 5).join().items()).containsExactly(left);
        assertThat(lists.waitlist(ADMIN, event, "promoted", null, 5).join().items())
                .isEmpty();
    }

    @Test
    void pricesComeNewestFirst() throws SQLException {
        UUID event = EVENTS.get(1).id();
        List<PriceRow> rows = new ArrayList<>();
        for (int i = 1; i <= 5; i++) {
            rows.add(
                    new PriceRow(new UUID(9, i), event, i * 100L, i * 100L + 99, "because", i == 3 ? null : ADA, i, i));
        }
        try (Connection connection = shards.writer(Shards.shardOf(event)).getConnection()) {
            PricingHistoryTable.insert(connection, rows);
            PricingHistoryTable.insert(connection, rows);
        }
        Page<PriceRow> first = lists.priceHistory(ADMIN, event, null, 3).join();
        Page<PriceRow> second = lists.priceHistory(ADMIN, event, 3L, 3).join();
        assertThat(first.items()).containsExactly(rows.get(4), rows.get(3), rows.get(2));
        assertThat(first.more()).isTrue();
        assertThat(second.items()).containsExactly(rows.get(1), rows.get(0));
        assertThat(second.more()).isFalse();
    }

    @Test
    void analyticsComeHourByHourAndAnOlderFactNeverOverwritesANewer() throws SQLException {
        UUID event = EVENTS.get(2).id();
        long hour = 3_600_000_000L;
        List<Value> values = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            String metric = i % 2 == 0 ? "seats_sold" : "utilization";
            values.add(new Value(event, metric, new BigDecimal(i + ".5000"), i / 2 * hour, false, 10 + i));
        }
        Value now = new Value(event, "seats_sold", new BigDecimal("7.0000"), 2 * hour + 1, true, 20);
        try (Connection connection = shards.writer(Shards.shardOf(event)).getConnection()) {
            EventAnalyticsTable.upsert(connection, values);
            EventAnalyticsTable.upsert(connection, List.of(now));
            EventAnalyticsTable.upsert(
                    connection, List.of(new Value(event, "seats_sold", BigDecimal.ZERO, 2 * hour, true, 19)));
        }
        assertThat(lists.analyticsNow(ADMIN, event).join()).containsExactly(now);
        List<Value> paged = new ArrayList<>();
        EventAnalyticsTable.Cursor after = null;
        Page<Value> page;
        do {
            page = lists.analyticsByHour(ADMIN, event, null, null, null, after, 1)
                    .join();
            paged.addAll(page.items());
            after = EventAnalyticsTable.Cursor.after(page.items().get(0));
        } while (page.more());
        assertThat(paged).isEqualTo(values);
        assertThat(lists.analyticsByHour(ADMIN, event, "utilization", hour, 2 * hour, null, 9)
                        .join()
                        .items())
                .containsExactly(values.get(3));
    }

    /** Rows were made by the one before there was the other, and both still write. */
    @Test
    void theIdOfARowOfAnalyticsIsTheSameInSqlAndJava() throws SQLException {
        UUID event = EVENTS.get(2).id();
        try (Connection connection = shards.reader(0).getConnection()) {
            for (long hour : new long[] {0, -3_600_000_000L, 1_767_225_600_000_000L}) {
                for (boolean realtime : new boolean[] {true, false}) {
                    Value value = new Value(event, "waitlist_length", BigDecimal.ONE, hour, realtime, 1);
                    assertThat(TestServer.rows(
                                    connection,
                                    "select analytics_id('%s', 'waitlist_length', %s)"
                                            .formatted(event, realtime ? "null" : "timestamp_of_micros(" + hour + ")")))
                            .containsExactly(EventAnalyticsTable.idOf(value).toString());
                }
            }
        }
    }

    @Test
    void aCursorThatAClientMadeUpIsNoError() {
        for (long moment : new long[] {Long.MIN_VALUE, -1, Long.MAX_VALUE}) {
            assertThat(lists.events(
                                    ADMIN,
                                    new EventsTable.Search(null, null, null, null),
                                    new EventsTable.Cursor(moment, ADA),
                                    5)
                            .join()
                            .items())
                    .hasSize(moment == Long.MAX_VALUE ? 0 : 5);
        }
    }

    @Test
    void aFullExecutorIsSaidAndNotThrown() {
        ReadModel full = new ReadModel(
                shards,
                shard -> task -> {
                    throw new RejectedExecutionException("full");
                },
                Duration.ofSeconds(2));
        var answer = full.bookingsByReference(ADMIN, "EVT20261122000000000000", 0);
        assertThatThrownBy(answer::join)
                .isInstanceOf(CompletionException.class)
                .hasCauseInstanceOf(RejectedExecutionException.class);
    }

    private static List<EventRow> events(EventsTable.Search search, int limit) {
        List<EventRow> rows = new ArrayList<>();
        EventsTable.Cursor after = null;
        Page<EventRow> page;
        do {
            page = lists.events(ADMIN, search, after, limit).join();
            rows.addAll(page.items());
            after = rows.isEmpty() ? null : EventsTable.Cursor.after(rows.get(rows.size() - 1));
        } while (page.more());
        return rows;
    }

    private static List<BookingRow> bookings(BookingsTable.Search search, int limit) {
        List<BookingRow> rows = new ArrayList<>();
        BookingsTable.Cursor after = null;
        Page<BookingRow> page;
        do {
            page = lists.bookings(ADMIN, search, NOW, after, limit).join();
            rows.addAll(page.items());
            after = BookingsTable.Cursor.after(rows.get(rows.size() - 1));
        } while (page.more());
        return rows;
    }

    private static List<BookingRow> bookingsOf(UUID user, UUID event, String status, long now) {
        return lists.bookings(ADMIN, new BookingsTable.Search(user, event, status), now, null, 9)
                .join()
                .items();
    }

    private static List<PromotionRow> promotions(UUID user, int limit) {
        List<PromotionRow> rows = new ArrayList<>();
        WaitlistPromotionsTable.Cursor after = null;
        Page<PromotionRow> page;
        do {
            page = lists.promotions(ADMIN, user, NOW, after, limit).join();
            rows.addAll(page.items());
            after = page.last().map(WaitlistPromotionsTable.Cursor::after).orElse(null);
        } while (page.more());
        return rows;
    }

    private static List<WaitlistRow> waitlist(UUID event, int limit) {
        List<WaitlistRow> rows = new ArrayList<>();
        WaitlistEntriesTable.Cursor after = null;
        Page<WaitlistRow> page;
        do {
            page = lists.waitlist(ADMIN, event, "waiting", after, limit).join();
            rows.addAll(page.items());
            after = page.last().map(WaitlistEntriesTable.Cursor::after).orElse(null);
        } while (page.more());
        return rows;
    }

    /** With the entries they belong to. */
    private static void write(List<PromotionRow> promotions) throws SQLException {
        for (PromotionRow row : promotions) {
            try (Connection connection =
                    shards.writer(Shards.shardOf(row.eventId())).getConnection()) {
                UsersTable.ensureStubs(connection, List.of(row.userId()));
                WaitlistEntriesTable.upsert(
                        connection,
                        List.of(entry(row.entryId(), row.userId(), row.eventId(), 0, 1, row.factNo(), "expired")));
                WaitlistPromotionsTable.upsert(connection, List.of(row));
            }
        }
    }

    private static PromotionRow promotion(int number, UUID user, long promotedAt, long expiresAt, String status) {
        return new PromotionRow(
                new UUID(number % 4 == 0 ? -12 : 12, number),
                new UUID(13, number),
                1,
                EVENTS.get(number % EVENTS.size()).id(),
                user,
                2,
                4_990,
                promotedAt,
                expiresAt,
                15,
                status,
                null,
                "head of the queue",
                status.equals("expired") ? "because" : null,
                number + 1);
    }

    private static WaitlistRow entry(
            UUID id, UUID user, UUID event, int priority, long joinedAt, long joinNo, String status) {
        return new WaitlistRow(
                id,
                user,
                event,
                3,
                priority,
                joinedAt,
                joinNo,
                joinNo % 2 == 0 ? 0 : NOW,
                status,
                status.equals("expired") ? "because" : null,
                joinNo % 3 == 0,
                joinNo % 2 == 0,
                priority == 0 ? null : "a good customer",
                priority == 0 ? null : ADA,
                joinNo,
                joinedAt + 1);
    }

    private static EventRow event(UUID id, String name, String status, long day) {
        return new EventRow(
                id,
                name,
                "In the hall of fame",
                "Town",
                day * DAY,
                100,
                40,
                3,
                2,
                4_990,
                5_990,
                199_600,
                status,
                3,
                10,
                4,
                15,
                "first_fit",
                60,
                "{\"steps\": [{\"factor\": \"1.20\", \"soldShare\": \"0.50\"}]}",
                status.equals("cancelled") ? day * DAY : 0,
                status.equals("cancelled") ? "rain" : null,
                ADA,
                77,
                day + 1,
                day + 2,
                "Europe/Berlin");
    }

    private static BookingRow booking(UUID event, UUID user, long number, String status) {
        return new BookingRow(
                new UUID(-5, number),
                user,
                event,
                2,
                4_990,
                status,
                "EVT20261122%012d".formatted(number + 1),
                1,
                number % 2 == 0 ? 0 : number,
                number + 1,
                number / 4,
                number);
    }
}
