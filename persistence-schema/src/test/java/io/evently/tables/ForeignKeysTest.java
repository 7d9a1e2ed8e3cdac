package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.TestServer;
import io.evently.tables.ForeignKeys.ForeignKey;
import io.evently.tables.ForeignKeys.Part;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What foreign keys promise where nobody enforces them. */
class ForeignKeysTest {

    private static final UUID NOBODY = new UUID(8, 8);
    private static final UUID USER = new UUID(1, 1);
    private static final UUID EVENT = new UUID(2, 1);
    private static final UUID NO_EVENT = new UUID(2, 2);
    private static final UUID FIRST = new UUID(0, 0);

    private String url;

    @BeforeEach
    void anEventAndAUser() throws SQLException {
        url = TestServer.migratedFirst("foreign_keys");
        TestServer.execute(
                url,
                "truncate users, events, bookings cascade",
                "insert into users (id, version) values ('" + USER + "', 0)",
                event(EVENT));
    }

    /** All but those of partitioned tables, which nobody writes, and of the journal's tags, likewise. */
    @Test
    void allKeysOfTheProjectedTablesAreKnown() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            assertThat(ForeignKeys.all(connection))
                    .extracting(key -> key.table() + "." + key.refers() + " " + key.parent() + "." + key.parentId())
                    .contains("bookings.user_id users.id", "bookings.event_id events.id")
                    .contains("event_endings.event_id events.id", "waitlist_promotions.booking_id bookings.id")
                    .hasSameSizeAs(
                            TestServer.rows(
                                    connection,
                                    """
                                    select conname from pg_constraint
                                    where contype = 'f' and conparentid = 0
                                        and conrelid not in (
                                            select partrelid from pg_partitioned_table
                                            union all select 'event_tag'::regclass)
                                    """));
        }
    }

    @Test
    void withoutThemARowNeedsNoParentAndASearchFindsIt() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(connection, List.of(booking(1, USER, EVENT)));
            assertThatThrownBy(() -> BookingsTable.add(connection, List.of(booking(2, NOBODY, EVENT))))
                    .hasMessageContaining("foreign key");

            connection.setAutoCommit(false);
            assertThat(ForeignKeys.mayDispense(connection)).isTrue();
            ForeignKeys.dispense(connection);
            BookingsTable.add(
                    connection,
                    List.of(booking(2, NOBODY, EVENT), booking(3, USER, NO_EVENT), booking(4, NOBODY, EVENT)));
            connection.commit();

            assertThatThrownBy(() -> BookingsTable.add(connection, List.of(booking(5, NOBODY, EVENT))))
                    .as("in the next transaction they are back")
                    .hasMessageContaining("foreign key");
            connection.rollback();
            List<String> found = new ArrayList<>();
            for (ForeignKey key : ForeignKeys.all(connection)) {
                Part part = key.look(connection, FIRST, 10);
                assertThat(part.more()).isFalse();
                if (part.orphans() > 0) {
                    found.add(key.table() + "." + key.refers() + " " + part.orphans() + " " + part.first());
                }
            }
            assertThat(found)
                    .containsExactly(
                            "bookings.event_id 1 " + booking(3, USER, NO_EVENT).id(),
                            "bookings.user_id 2 " + booking(2, NOBODY, EVENT).id());
        }
    }

    @Test
    void aTableIsLookedThroughInParts() throws SQLException {
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(
                    connection, List.of(booking(1, USER, EVENT), booking(2, USER, EVENT), booking(3, USER, EVENT)));
            ForeignKey key = ForeignKeys.all(connection).stream()
                    .filter(each -> each.table().equals("bookings"))
                    .findFirst()
                    .orElseThrow();

            Part first = key.look(connection, FIRST, 2);
            assertThat(first)
                    .isEqualTo(new Part(Optional.of(booking(2, USER, EVENT).id()), true, 0, null));
            Part second = key.look(connection, first.last().orElseThrow(), 2);
            assertThat(second)
                    .isEqualTo(new Part(Optional.of(booking(3, USER, EVENT).id()), false, 0, null));
            assertThat(key.look(connection, second.last().orElseThrow(), 2))
                    .isEqualTo(new Part(Optional.empty(), false, 0, null));
        }
    }

    @Test
    void whoDeletesHasThemEnforced() throws SQLException {
        TestServer.execute(
                url,
                event(NO_EVENT),
                "insert into event_endings values ('%s', 1, 'cancelled', now(), now(), '%s')"
                        .formatted(NO_EVENT, FIRST));
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingsTable.add(connection, List.of(booking(1, USER, EVENT)));
            connection.setAutoCommit(false);

            ForeignKeys.dispense(connection);
            EventsTable.delete(connection, List.of(NO_EVENT));
            assertThat(TestServer.rows(connection, "select count(*) from event_endings"))
                    .containsExactly("0");
            connection.commit();

            ForeignKeys.dispense(connection);
            assertThatThrownBy(() -> EventsTable.delete(connection, List.of(EVENT)))
                    .hasMessageContaining("foreign key");
        }
    }

    @Test
    void aRoleOfItsOwnNeedsTheRight() throws SQLException {
        TestServer.execute(url, "create role without_the_right", "grant select, delete on events to without_the_right");
        try (Connection connection = DriverManager.getConnection(url)) {
            TestServer.execute(connection, "set role without_the_right");
            assertThat(ForeignKeys.mayDispense(connection)).isFalse();
            EventsTable.delete(connection, List.of(NO_EVENT));

            TestServer.execute(
                    connection,
                    "reset role",
                    "grant set on parameter session_replication_role to without_the_right",
                    "set role without_the_right");
            assertThat(ForeignKeys.mayDispense(connection)).isTrue();
            connection.setAutoCommit(false);
            ForeignKeys.dispense(connection);
            connection.rollback();
            TestServer.execute(
                    connection,
                    "reset role",
                    "revoke set on parameter session_replication_role from without_the_right");
            connection.commit();
        }
    }

    /** A new name is searched for by its words, whoever wrote it. */
    @Test
    void theTriggerThatTheProjectionNeedsRunsWithoutThem() throws SQLException {
        TestServer.execute(url, "update events set search = 'concert'");
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            ForeignKeys.dispense(connection);
            TestServer.execute(connection, "update events set name = 'Opera'");
            connection.commit();
        }
        assertThat(TestServer.rows(url, "select search is null from events")).containsExactly("t");
    }

    private static BookingRow booking(int number, UUID user, UUID event) {
        return new BookingRow(
                new UUID(3, number),
                user,
                event,
                1,
                100,
                "confirmed",
                "EVT20261122%012d".formatted(number),
                1,
                0,
                1,
                1,
                1);
    }

    private static String event(UUID id) {
        return """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                    held_seats, promised_seats, base_price, current_price, revenue, status, version, max_per_booking,
                    hold_minutes, waitlist_policy, waitlist_window_minutes, created_by, fact_no, created_at, updated_at)
                values ('%s', 'Concert', 'Hall', now(), 100, 100, 0, 0, 0, 1, 1, 0, 'active', 1, 10, 10, 'strict', 15,
                    '%s', 1, now(), now())
                """
                .formatted(id, USER);
    }
}
