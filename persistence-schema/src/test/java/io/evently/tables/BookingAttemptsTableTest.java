package io.evently.tables;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.database.TestServer;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BookingAttemptsTableTest {

    private static final UUID EVENT = new UUID(1, 1);
    private static final UUID ANNA = new UUID(2, 1);
    private static final UUID BERT = new UUID(2, 2);
    private static final long AT = 1_767_225_600_000_001L;

    private static String url;

    @BeforeAll
    static void migrate() {
        url = TestServer.migratedFirst("attempts_table");
    }

    @BeforeEach
    void empty() throws SQLException {
        TestServer.execute(
                url,
                "truncate booking_attempts, attempt_counts",
                "select ensure_partitions('2026-01-01T00:00Z', 0, 4)");
    }

    @Test
    void aRowIsReadAsItWasCopiedIn() throws SQLException {
        byte[] client = {0, 1, -1, '\\', '\n'};
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingAttemptsTable.add(
                    connection,
                    List.of(
                            attempt(1, ANNA, null, new UUID(9, 9), client),
                            attempt(2, ANNA, "tab\t, \\N \u00fc", null, null)));

            List<AttemptRow> rows =
                    BookingAttemptsTable.search(connection, new BookingAttemptsTable.Search(EVENT, null), null, 10);
            assertThat(rows).hasSize(2);
            assertThat(rows.get(0).failureReason()).isEqualTo("tab\t, \\N \u00fc");
            assertThat(rows.get(0).client()).isNull();
            assertThat(rows.get(1))
                    .usingRecursiveComparison()
                    .isEqualTo(attempt(1, ANNA, null, new UUID(9, 9), client));
            assertThat(BookingAttemptsTable.isThere(connection, new UUID(5, 1), AT + 1))
                    .isTrue();
            assertThat(BookingAttemptsTable.isThere(connection, new UUID(5, 3), AT + 3))
                    .isFalse();
        }
    }

    /** More than are sent at once. */
    @Test
    void allRowsAreWrittenAndCountedOrNone() throws SQLException {
        List<AttemptRow> rows = new ArrayList<>();
        for (int i = 0; i < 4_000; i++) {
            rows.add(attempt(i, ANNA, i % 4 == 0 ? null : "SOLD_OUT", null, new byte[100]));
        }
        String counted = "select result, failure_reason, attempts from attempt_counts order by result";
        try (Connection connection = DriverManager.getConnection(url)) {
            connection.setAutoCommit(false);
            BookingAttemptsTable.add(connection, rows);
            connection.commit();
            assertThat(TestServer.rows(url, counted)).containsExactly("success||1000", "failed|SOLD_OUT|3000");

            rows.add(0, attempt(4_000, ANNA, null, null, null));
            assertThatThrownBy(() -> BookingAttemptsTable.add(connection, rows)).isInstanceOf(SQLException.class);
            connection.rollback();
            assertThatThrownBy(() -> BookingAttemptsTable.add(connection, () -> {
                        throw new IllegalStateException("no rows");
                    }))
                    .isInstanceOf(IllegalStateException.class);
            connection.rollback();
            assertThat(TestServer.rows(connection, "select count(*) from booking_attempts"))
                    .as("the connection is of use")
                    .containsExactly("4000");
        }
        assertThat(TestServer.rows(url, counted)).containsExactly("success||1000", "failed|SOLD_OUT|3000");
    }

    @Test
    void aForgottenUserHasNoClientInAnyPartition() throws SQLException {
        List<AttemptRow> rows = new ArrayList<>();
        for (int i = 0; i < 3_000; i++) {
            rows.add(attempt(i, i % 3 == 0 ? ANNA : BERT, null, null, new byte[100]));
        }
        try (Connection connection = DriverManager.getConnection(url)) {
            BookingAttemptsTable.add(connection, rows);
            TestServer.execute(
                    connection,
                    "insert into booking_attempts (id, event_id, user_id, quantity, result, attempted_at, ip_address, user_agent)"
                            + " select gen_random_uuid(), '" + EVENT
                            + "', who, 1, 'success', at, '192.0.2.7', 'a browser'"
                            + " from unnest(array['" + ANNA + "', '" + BERT + "']::uuid[]) as who,"
                            + " unnest('{2026-01-09, 1999-01-01}'::timestamptz[]) as at");

            assertThat(BookingAttemptsTable.forgetClient(connection, ANNA)).isEqualTo(1_002);
            assertThat(BookingAttemptsTable.forgetClient(connection, ANNA)).isZero();

            assertThat(
                            TestServer.rows(
                                    connection,
                                    """
                            select count(*), count(client), count(ip_address), count(user_agent) from booking_attempts
                            group by user_id order by user_id
                            """))
                    .containsExactly("1002|0|0|0", "2002|2000|2|2");
        }
    }

    private static AttemptRow attempt(int number, UUID user, String failure, UUID booking, byte[] client) {
        return new AttemptRow(new UUID(5, number), EVENT, user, 2, failure, booking, AT + number, null, null, client);
    }
}
