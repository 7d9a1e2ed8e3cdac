package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.TestServer;
import io.evently.sql.Viewer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** New bookings are copied in, changed ones upserted: a row is the same either way. */
class BookingsTableTest {

    private static final UUID USER = new UUID(1, 1);
    private static final UUID EVENT = new UUID(-2, 1);
    private static final long AT = 1_800_000_000_123_457L;

    /** Where a number gets another digit, and the dearest there is. */
    private static final List<Long> PRICES = List.of(
            0L, 1L, 99L, 100L, 101L, 9_999L, 10_000L, 99_999_999L, 999_999L, 1_000_000L, 100_000_000L, 9_999_999_999L);

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("bookings_table");
    }

    @BeforeEach
    void anEventAndAUser() throws SQLException {
        TestServer.execute(
                url,
                "truncate users, events, bookings cascade",
                "insert into users (id, version) values ('" + USER + "', 0)",
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                    held_seats, promised_seats, base_price, current_price, revenue, status, version, max_per_booking,
                    hold_minutes, waitlist_policy, waitlist_window_minutes, created_by, fact_no, created_at, updated_at)
                values ('%s', 'Concert', 'Hall', now(), 100, 100, 0, 0, 0, 1, 1, 0, 'active', 1, 10, 10, 'strict', 15,
                    '%s', 1, now(), now())
                """
                        .formatted(EVENT, USER));
    }

    @Test
    void aRowThatIsCopiedInReadsAsOneThatIsUpserted() throws SQLException {
        List<BookingRow> rows = new ArrayList<>();
        for (int i = 0; i < PRICES.size(); i++) {
            rows.add(booking(i, PRICES.get(i), i % 2 == 0 ? 0 : AT + i));
        }
        // Before 1970, before 2000, at both.
        rows.add(at(20, -1));
        rows.add(at(21, 1));
        rows.add(at(22, 946_684_800_000_000L));
        List<String> copied;
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(connection, rows);
            assertThat(BookingsTable.byIds(
                                    connection,
                                    rows.stream().map(BookingRow::id).toList())
                            .values())
                    .containsExactlyInAnyOrderElementsOf(rows);
            copied = TestServer.rows(connection, "select * from bookings order by id");
        }

        TestServer.execute(url, "truncate bookings cascade");
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.upsert(connection, rows);
            assertThat(TestServer.rows(connection, "select * from bookings order by id"))
                    .isEqualTo(copied);
        }
    }

    @Test
    void whatIsThereIsNotAddedAgainAndNothingBesideIt() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(connection, List.of(booking(1, 1, 0)));
            assertThatThrownBy(() -> BookingsTable.add(connection, List.of(booking(2, 1, 0), booking(1, 2, 0))))
                    .isInstanceOfSatisfying(SQLException.class, refused -> assertThat(refused.getSQLState())
                            .isEqualTo("23505"));
            BookingsTable.add(connection, List.of());
            assertThat(TestServer.rows(connection, "select unit_price from bookings"))
                    .containsExactly("0.01");
        }
    }

    @Test
    void aReferenceIsFoundByAnIndex() throws SQLException {
        List<BookingRow> rows = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            rows.add(booking(i, 1, 0));
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(connection, rows);
            assertThat(BookingsTable.byReference(
                            Viewer.user(USER).over(connection), rows.get(7).reference()))
                    .containsExactly(rows.get(7));
            assertThat(BookingsTable.byReference(Viewer.user(USER).over(connection), "EVT20261122ZZZZZZZZZZZZ"))
                    .isEmpty();
            TestServer.execute(connection, "set enable_seqscan = off");
            assertThat(
                            TestServer.rows(
                                    connection,
                                    """
                                    explain select id from bookings
                                    where booking_ref_key(booking_ref) = booking_ref_key('EVT20261122000000000007')
                                    """))
                    .anyMatch(line -> line.contains("idx_bookings_by_reference"));
        }
    }

    private static BookingRow booking(int number, long price, long holdExpiresAt) {
        String status = holdExpiresAt == 0 ? "confirmed" : "pending";
        return new BookingRow(
                new UUID(number % 3 == 0 ? -3 : 3, number),
                USER,
                EVENT,
                1 + number % 10,
                price,
                status,
                "EVT20261122%012d".formatted(number),
                1,
                holdExpiresAt,
                number + 1,
                AT + number,
                AT + number);
    }

    private static BookingRow at(int number, long at) {
        return new BookingRow(
                new UUID(3, number),
                USER,
                EVENT,
                1,
                1,
                "cancelled",
                "EVT19700101%012d".formatted(number),
                2,
                at,
                Long.MAX_VALUE,
                at,
                at);
    }
}
