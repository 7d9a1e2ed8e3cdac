package io.evently.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import io.evently.tables.DueDeadlines;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which events are woken, and in which order. */
class DueEventsTest {

    /** 1970-01-01T00:01:00Z, in microseconds. */
    private static final long MINUTE = 60_000_000;

    private static Shards shards;

    @BeforeAll
    static void open() {
        shards = Shards.open(TestNode.databases("due_events"), PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    /** Nine events; a user for each. */
    @BeforeEach
    void empty() throws SQLException {
        execute("truncate users, events, bookings, waitlist_entries, waitlist_promotions cascade");
        for (int i = 1; i <= 9; i++) {
            execute("insert into users (id, version) values ('" + user(i) + "', 0)");
            execute(
                    """
                    insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                        held_seats, promised_seats, base_price, current_price, revenue, status, version,
                        max_per_booking, hold_minutes, waitlist_policy, waitlist_window_minutes, fact_no, created_at,
                        updated_at)
                    values ('%s', 'Concert', 'Hall', now(), 10, 10, 0, 0, 0, 1, 1, 0, 'active', 1, 10, 10, 'strict',
                        15, 1, now(), now())
                    """
                            .formatted(event(i)));
        }
    }

    @Test
    void aHoldAPromotionAndAnEntryWhoseTimeIsUpAreFoundOldestFirst() throws SQLException {
        hold(1, 1, 30, "pending");
        entry(2, 10, "waiting");
        promotion(3, 20, "pending");
        entry(4, 60, "waiting");

        assertThat(dueEvents(9, 99).next(MINUTE, all -> true).keySet())
                .containsExactly(event(2), event(3), event(1), event(4));
        assertThat(dueEvents(9, 99).next(MINUTE - 1, all -> true).keySet())
                .containsExactly(event(2), event(3), event(1));
        assertThat(dueEvents(9, 99).next(9_999_999, all -> true).keySet()).isEmpty();
    }

    @Test
    void whatIsOverOrHasNoDeadlineIsLeftAlone() throws SQLException {
        hold(1, 1, 10, "confirmed");
        hold(2, 2, 10, "expired");
        promotion(3, 10, "used");
        promotion(4, 10, "expired");
        entry(5, 10, "left");
        // A promoted entry no longer runs out by its own time.
        entry(6, 10, "promoted");
        entry(7, 0, "waiting");

        assertThat(dueEvents(9, 99).next(MINUTE, all -> true).keySet()).isEmpty();
    }

    @Test
    void pastTheBoundTheOthersFollowAndThenTheOldestComeAgain() throws SQLException {
        for (int i = 1; i <= 8; i++) {
            // Pairs of one moment, so that a page ends between equals; and a second hold each.
            hold(i, i, i / 2, "pending");
            hold(i, 10 + i, 40, "pending");
        }
        DueEvents dueEvents = dueEvents(3, 99);

        List<Set<UUID>> rounds =
                IntStream.range(0, 20).mapToObj(i -> next(dueEvents)).toList();

        Set<UUID> oldest = Set.of(event(1), event(2), event(3));
        assertThat(rounds.get(0)).isEqualTo(oldest);
        assertThat(rounds.get(1)).containsExactly(event(4), event(5), event(6));
        assertThat(rounds).allMatch(round -> round.size() <= 3);
        assertThat(rounds.subList(2, 20)).as("starts over").contains(oldest);
        assertThat(rounds.subList(0, 3))
                .anyMatch(round -> round.contains(event(7)))
                .anyMatch(round -> round.contains(event(8)));
    }

    @Test
    void anEventWithMoreDeadlinesThanARoundKeepsNobodyFromTheirTurn() throws SQLException {
        for (int i = 0; i < 50; i++) {
            hold(1, i, 10 + i / 20, "pending");
        }
        hold(2, 99, 30, "pending");
        DueEvents dueEvents = dueEvents(9, 2);

        List<Set<UUID>> rounds =
                IntStream.range(0, 4).mapToObj(i -> next(dueEvents)).toList();

        assertThat(rounds).contains(Set.of(event(2))).contains(Set.of(event(1)));
    }

    private static Set<UUID> next(DueEvents dueEvents) {
        try {
            return dueEvents.next(MINUTE, all -> true).keySet();
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    private static DueEvents dueEvents(int mostEvents, int mostDeadlines) {
        return new DueEvents(shards.reader(0), DueDeadlines::next, mostEvents, mostDeadlines);
    }

    private static UUID event(int number) {
        return new UUID(2, number);
    }

    private static UUID user(int number) {
        return new UUID(7, number);
    }

    /** @param seconds when it runs out, since 1970 */
    private static void hold(int event, int number, int seconds, String status) throws SQLException {
        execute(
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, hold_expires_at, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', 1, 1, 1, '%s', 'EVT20261122%012d', 1, to_timestamp(%d), 2, now(), now())
                """
                        .formatted(new UUID(3, number), user(1), event(event), status, number, seconds));
    }

    /** @param seconds when it expires, since 1970; 0: never */
    private static void entry(int event, int seconds, String status) throws SQLException {
        execute(
                """
                insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                    expires_at, status, notify_prefs, fact_no, created_at, updated_at)
                values ('%s', '%s', '%s', 1, 0, now(), 2, to_timestamp(nullif(%d, 0)), '%s', '{}', 2, now(), now())
                """
                        .formatted(new UUID(4, event), user(event), event(event), seconds, status));
    }

    private static void promotion(int event, int seconds, String status) throws SQLException {
        entry(event, 0, "promoted");
        execute(
                """
                insert into waitlist_promotions (id, waitlist_id, promotion_no, event_id, user_id, quantity, unit_price,
                    promoted_at, expires_at, window_minutes, status, fact_no, created_at)
                values ('%s', '%s', 1, '%s', '%s', 1, 1, now(), to_timestamp(%d), 15, '%s', 3, now())
                """
                        .formatted(new UUID(5, event), new UUID(4, event), event(event), user(event), seconds, status));
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
