package io.evently.database;

import static io.evently.database.TestServer.execute;
import static io.evently.database.TestServer.rows;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the tables let in, keep out, and answer: the ERD's promises, and the findings about them. */
class SchemaTest {

    private static final UUID ADA = new UUID(1, 1);
    private static final UUID BOB = new UUID(1, 2);
    private static final UUID CONCERT = new UUID(2, 1);

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("schema");
    }

    @BeforeEach
    void aConcertAndTwoPeople() throws SQLException {
        execute(
                url,
                "truncate users, events, bookings, waitlist_entries, notifications, booking_attempts cascade",
                "insert into users (id, version) values ('" + ADA + "', 0), ('" + BOB + "', 0)",
                event(CONCERT, "Concert", "0.00"));
    }

    @Test
    void aFreeEventCanBeBooked() throws SQLException {
        execute(url, booking(1, ADA, "confirmed", "0.00", 10));
        assertThat(rows(url, "select total_amount from bookings")).containsExactly("0.00");
    }

    @Test
    void theDearestBookingFits() throws SQLException {
        execute(url, booking(1, ADA, "confirmed", "99999999.99", 10));
        assertThat(rows(url, "select total_amount from bookings")).containsExactly("999999999.90");
    }

    @Test
    void moreSeatsThanABookingMayHaveAreKeptOut() {
        assertThatThrownBy(() -> execute(url, booking(1, ADA, "confirmed", "1.00", 11)))
                .hasMessageContaining("chk_booking_quantity");
    }

    @Test
    void moreFreeSeatsThanThereAreAreKeptOut() {
        assertThatThrownBy(() -> execute(url, "update events set available_seats = 101, confirmed_seats = -1"))
                .hasMessageContaining("chk_event_capacity");
        assertThatThrownBy(() -> execute(url, "update events set available_seats = 99"))
                .hasMessageContaining("chk_event_seats_conserved");
    }

    @Test
    void anEventWithBookingsCannotBeDeletedButOneWithAQueueCan() throws SQLException {
        execute(url, entry(1, ADA, "waiting", 0, 1));
        execute(url, "delete from events");
        assertThat(rows(url, "select * from waitlists")).isEmpty();

        execute(url, event(CONCERT, "Concert", "5.00"), booking(1, ADA, "cancelled", "5.00", 1));
        assertThatThrownBy(() -> execute(url, "delete from events")).isInstanceOf(SQLException.class);
        assertThatThrownBy(() -> execute(url, "delete from users")).isInstanceOf(SQLException.class);
    }

    @Test
    void whoLeftTheWaitlistMayJoinAgainButNobodyWaitsTwice() throws SQLException {
        execute(url, entry(1, ADA, "left", 0, 1), entry(2, ADA, "expired", 0, 2), entry(3, ADA, "waiting", 0, 3));
        assertThatThrownBy(() -> execute(url, entry(4, ADA, "promoted", 0, 4)))
                .hasMessageContaining("unq_user_event_waitlist");
    }

    @Test
    void anEntryMayBePromotedAgainOnceItsPromotionExpired() throws SQLException {
        execute(url, entry(1, ADA, "promoted", 0, 1), promotion(1, "expired"), promotion(2, "pending"));
        assertThatThrownBy(() -> execute(url, promotion(3, "pending"))).hasMessageContaining("unq_open_promotion");
    }

    @Test
    void positionsFollowPriorityThenTimeAndTheQueueClosesUp() throws SQLException {
        execute(
                url,
                entry(1, ADA, "waiting", 0, 1),
                entry(2, BOB, "waiting", 5, 2),
                "insert into users (id, version) values ('" + new UUID(1, 3) + "', 0)",
                entry(3, new UUID(1, 3), "waiting", 0, 3));
        String positions = "select join_seq, position from waitlists join waitlist_entries using (id) order by 1";
        assertThat(rows(url, positions)).containsExactly("1|2", "2|1", "3|3");

        execute(url, "update waitlist_entries set status = 'left' where join_seq = 1");
        assertThat(rows(url, positions)).containsExactly("1|null", "2|1", "3|2");
    }

    @Test
    void aPersonIsAStubOrFullOrForgottenAndNothingBetween() throws SQLException {
        String full =
                """
                update users set email = 'x', name = 'y', email_bidx = sha256('%s'), password_hash = 'h', role = 'user',
                    is_active = true, version = 1, created_at = now(), updated_at = now() where id = '%s'
                """;
        execute(url, full.formatted("ada@example.com", ADA));
        assertThatThrownBy(() -> execute(url, full.formatted("ada@example.com", BOB)))
                .hasMessageContaining("users_email_bidx_key");
        assertThatThrownBy(() -> execute(url, "update users set name = 'z' where id = '" + BOB + "'"))
                .hasMessageContaining("chk_users_stub_full_or_forgotten");
        assertThatThrownBy(() -> execute(url, "update users set deleted_at = now() where id = '" + ADA + "'"))
                .hasMessageContaining("chk_users_stub_full_or_forgotten");
        execute(
                url,
                "update users set email = null, name = null, email_bidx = null, password_hash = null,"
                        + " deleted_at = now() where id = '" + ADA + "'");
    }

    @Test
    void theErdsQueryForAUsersHistoryRunsAsWritten() throws SQLException {
        execute(url, booking(1, ADA, "confirmed", "0.00", 2), booking(2, BOB, "confirmed", "0.00", 1));
        String history =
                """
                SELECT b.*, e.name, e.venue, e.event_date
                FROM bookings b
                JOIN events e ON b.event_id = e.id
                WHERE b.user_id = $1
                ORDER BY b.created_at DESC;
                """;
        assertThat(prepared(history, "uuid", "'" + ADA + "'", "quantity", "name"))
                .containsExactly("2|Concert");
    }

    @Test
    void theErdsQueryForDemandRunsAsWritten() throws SQLException {
        execute(url, booking(1, ADA, "confirmed", "0.00", 2), entry(1, ADA, "waiting", 0, 1));
        execute(
                url,
                entry(2, BOB, "waiting", 0, 2),
                "update events set available_seats = 98, confirmed_seats = 2",
                event(new UUID(2, 2), "Nobody's", "1.00"));
        String demand =
                """
                SELECT e.*,
                       COUNT(b.id) as total_bookings,
                       AVG(w.position) as avg_waitlist_position,
                       (e.total_capacity - e.available_seats) / e.total_capacity::decimal as capacity_utilization
                FROM events e
                LEFT JOIN bookings b ON e.id = b.event_id AND b.status = 'confirmed'
                LEFT JOIN waitlists w ON e.id = w.event_id AND w.status = 'waiting'
                WHERE e.status = 'active'
                GROUP BY e.id
                ORDER BY capacity_utilization DESC;
                """;
        assertThat(rows(
                        url,
                        "select name, round(avg_waitlist_position, 2), round(capacity_utilization, 2) from ("
                                + demand.replace(";", "") + ") as demand"))
                .containsExactly("Concert|1.50|0.02", "Nobody's|null|0.00");
        assertThat(rows(url, demand)).hasSize(2);
    }

    @Test
    void theErdsQueryForEligibilityRunsAsWritten() throws SQLException {
        execute(url, entry(1, ADA, "waiting", 0, 1), entry(2, BOB, "waiting", 9, 2));
        String eligibility =
                """
                SELECT w.*, u.email,
                       ROW_NUMBER() OVER (PARTITION BY w.event_id ORDER BY w.priority_score DESC, w.joined_at ASC) as promotion_order
                FROM waitlists w
                JOIN users u ON w.user_id = u.id
                WHERE w.event_id = $1 AND w.status = 'waiting'
                LIMIT $2;
                """;
        assertThat(prepared(eligibility, "uuid, int", "'" + CONCERT + "', 2", "user_id", "promotion_order", "position"))
                .containsExactlyInAnyOrder(BOB + "|1|1", ADA + "|2|2");
    }

    @Test
    void rowsOfAnyTimeFindAPartition() throws SQLException {
        execute(url, notification(1, "2099-01-15"), notification(2, "1999-01-15"), notification(3, "now"));
        execute(url, attempt(1, "2099-01-15"), attempt(2, "1999-01-15"), attempt(3, "now"));
        assertThat(rows(url, "select count(*) from notifications_default")).containsExactly("2");
        assertThat(rows(url, "select count(*) from booking_attempts_default")).containsExactly("2");
    }

    @Test
    void aPartitionMadeLateTakesItsRowsOutOfDefault() throws SQLException {
        execute(url, notification(1, "2031-02-01T00:00:00Z"), notification(2, "2031-03-01T00:00:00Z"));
        execute(url, attempt(1, "2031-02-03T00:00:00Z"), attempt(2, "2031-02-09T23:59:59Z"));

        assertThat(rows(url, "select ensure_partitions('2031-02-05T12:00:00Z', 0, 0)"))
                .containsExactly("2");
        assertThat(rows(url, "select ensure_partitions('2031-02-05T12:00:00Z', 0, 0)"))
                .containsExactly("0");

        assertThat(rows(url, "select count(*) from notifications_2031_02")).containsExactly("1");
        assertThat(rows(url, "select count(*) from notifications_default")).containsExactly("1");
        assertThat(rows(url, "select count(*) from booking_attempts_2031_w06")).containsExactly("2");
        assertThat(rows(url, "select count(*) from booking_attempts_default")).containsExactly("0");
        // The new partition has what the others have: indexes, keys, checks.
        assertThatThrownBy(() -> execute(url, notification(1, "2031-02-01T00:00:00Z")))
                .hasMessageContaining("duplicate key");
        assertThatThrownBy(() -> execute(url, notification(9, "2031-02-02").replace("'hello'", "null")))
                .hasMessageContaining("message");
    }

    /** Runs a statement with $1 as psql or a driver would: prepared, then executed with values. */
    private static List<String> prepared(String query, String types, String values, String... columns)
            throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.createStatement().execute("prepare as_written (" + types + ") as " + query);
            try (PreparedStatement run = connection.prepareStatement("execute as_written (" + values + ")");
                    ResultSet result = run.executeQuery()) {
                List<String> rows = new ArrayList<>();
                while (result.next()) {
                    List<String> row = new ArrayList<>();
                    for (String column : columns) {
                        row.add(result.getString(column));
                    }
                    rows.add(String.join("|", row));
                }
                return rows;
            }
        }
    }

    private static String event(UUID id, String name, String price) {
        return """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                    held_seats, promised_seats, base_price, current_price, revenue, status, version, max_per_booking,
                    hold_minutes, waitlist_policy, waitlist_window_minutes, created_by, fact_no, created_at, updated_at)
                values ('%s', '%s', 'Hall', now() + interval '1 day', 100, 100, 0, 0, 0, %s, %s, 0, 'active', 1, 10,
                    10, 'strict', 15, '%s', 1, now(), now())
                """
                .formatted(id, name.replace("'", "''"), price, price, ADA);
    }

    private static String booking(int number, UUID user, String status, String price, int quantity) {
        return """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', %d, %s, %s * %d, '%s', 'EVT20261122%012d', 1, 2, now(), now())
                """
                .formatted(new UUID(3, number), user, CONCERT, quantity, price, price, quantity, status, number);
    }

    private static String entry(int number, UUID user, String status, int priority, int joined) {
        return """
                insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                    status, notify_prefs, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', 1, %d, to_timestamp(%d), %d, '%s', '{}', 1, now(), now())
                """
                .formatted(new UUID(4, number), user, CONCERT, priority, joined, joined, status);
    }

    private static String promotion(int number, String status) {
        return """
                insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity, unit_price,
                    promoted_at, expires_at, window_minutes, status, fact_no, created_at)
                values ('%s', '%s', %d, '%s', '%s', 1, 5, now(), now(), 15, '%s', 1, now())
                """
                .formatted(new UUID(5, number), new UUID(4, 1), number, CONCERT, ADA, status);
    }

    private static String notification(int number, String at) {
        return """
                insert into notifications (id, user_id, event_id, type, cause, message, variables, channels, status, read,
                    created_at, stream_no)
                values ('%s', '%s', '%s', 'welcome', 'welcome', 'hello', '{}', '{}', 'pending', false, '%s', 1)
                """
                .formatted(new UUID(6, number), ADA, CONCERT, at);
    }

    private static String attempt(int number, String at) {
        return """
                insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at)
                values ('%s', '%s', '%s', 1, 'success', '%s')
                """
                .formatted(new UUID(7, number), CONCERT, ADA, at);
    }
}
