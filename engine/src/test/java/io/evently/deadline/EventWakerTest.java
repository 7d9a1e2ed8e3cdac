package io.evently.deadline;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.database.Shards;
import io.evently.database.Shards.PoolSizes;
import io.evently.event.actor.TestNode;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Who is woken, how often, and what is remembered of it. */
class EventWakerTest {

    /** Microseconds: an hour after the earliest deadline of these tests. */
    private static final long UNTIL = Duration.ofHours(1).toSeconds() * 1_000_000;

    private static final UUID EVENT = new UUID(2, 1);

    private static Shards shards;

    private final AtomicLong nanos = new AtomicLong();
    private final List<UUID> woken = new ArrayList<>();
    private boolean answers = true;
    private EventWaker alarms;

    @BeforeAll
    static void open() {
        shards = Shards.open(TestNode.databases("alarms"), PoolSizes.DEFAULT);
    }

    @AfterAll
    static void close() {
        shards.close();
    }

    @BeforeEach
    void empty() throws SQLException {
        execute("truncate users, events, bookings, waitlist_entries, event_wakes cascade");
        execute("insert into users (id, version) select ('0-0-0-7-' || lpad(n::text, 12, '0'))::uuid, 0"
                        .replace("0-0-0-7-", "00000000-0000-0007-0000-")
                + " from generate_series(1, 20) n");
        alarms = new EventWaker(shards.reader(0), shards.writer(0), this::wake, Runnable::run, nanos::get);
    }

    @Test
    void whatStaysDueInTablesThatStandStillIsNotWokenRoundAndRound() throws SQLException {
        int many = 24_000;
        events("generate_series(1, " + many + ")", 10, "strict", "active");
        execute(
                """
                insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                    version, hold_expires_at, fact_no, created_at, updated_at)
                select id, '00000000-0000-0007-0000-000000000001', id, 1, 1, 1, 'pending', 'EVT20261122000000000000', 1,
                    to_timestamp(extract(minute from created_at)), 2, now(), now()
                from events
                """);
        int rounds = 0;
        while (woken.size() < many) {
            assertThat(rounds++).isLessThan(2 * many / DueEvents.MOST_EVENTS);
            ringAfter(Duration.ofSeconds(1));
        }
        for (int i = 0; i < 60; i++) {
            ringAfter(Duration.ofSeconds(1));
        }
        assertThat(woken).hasSize(many).doesNotHaveDuplicates();

        // A deadline that is new is not taken for the old one.
        execute("update bookings set hold_expires_at = to_timestamp(3601) where event_id = '" + EVENT + "'");
        alarms.ring(UNTIL + 2_000_000);
        assertThat(woken).hasSize(many + 1).endsWith(EVENT);
    }

    @Test
    void whoDoesNotAnswerIsWokenAgainAfterGrowingPausesAndKeepsItsRow() throws SQLException {
        answers = false;
        noted(EVENT, 10);
        for (int second = 0; second < 300; second++) {
            ringAfter(Duration.ofSeconds(1));
        }
        // After 1, 2, 4, 8, 16, 32, and then each 60 seconds.
        assertThat(woken).hasSizeBetween(9, 11);
        assertThat(wakes()).containsExactly(EVENT.toString());

        answers = true;
        ringAfter(Duration.ofMinutes(1));
        assertThat(wakes()).isEmpty();
    }

    @Test
    void aClockThatWasAheadHidesNoDeadline() throws SQLException {
        noted(EVENT, 7_200);
        alarms.ring(3 * UNTIL);
        noted(EVENT, 7_200);
        alarms.ring(UNTIL);
        assertThat(woken).containsExactly(EVENT);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        alarms.ring(2 * UNTIL);
        assertThat(woken).containsExactly(EVENT, EVENT);
    }

    @Test
    void whatAnEventNotedSinceItWasWokenStays() throws SQLException {
        noted(EVENT, 10);
        UUID other = new UUID(2, 2);
        noted(other, 20);
        List<CompletableFuture<Boolean>> pending = new ArrayList<>();
        EventWaker slow = new EventWaker(
                shards.reader(0),
                shards.writer(0),
                event -> {
                    pending.add(new CompletableFuture<>());
                    return pending.get(pending.size() - 1);
                },
                Runnable::run,
                nanos::get);
        slow.ring(UNTIL);
        noted(EVENT, 7_200);
        pending.forEach(answer -> answer.complete(true));

        assertThat(wakes()).containsExactly(EVENT.toString());
        assertThat(slow.ring(UNTIL)).isZero();
        assertThat(slow.ring(3 * UNTIL)).isEqualTo(1);
    }

    @Test
    void aQueueThatIsNotServedIsWokenOnceForEachFact() throws SQLException {
        events("unnest(array[1, 2])", 10, "strict", "active");
        entry(1, 1, 2, 0);

        ringAfter(Duration.ofSeconds(10));
        ringAfter(Duration.ofSeconds(10));
        assertThat(woken).containsExactly(EVENT);

        execute("update events set fact_no = fact_no + 1");
        ringAfter(Duration.ofSeconds(10));
        assertThat(woken).containsExactly(EVENT, EVENT);
    }

    @Test
    void onlyQueuesThatCouldBeServedAreWoken() throws SQLException {
        // Free: 1 to 4 have two seats, 5 and 6 none; nobody may have more than ten.
        events("unnest(array[1, 2, 3, 4, 7, 8])", 2, "strict", "active");
        events("unnest(array[5, 6])", 0, "strict", "active");
        execute("update events set waitlist_policy = 'first_fit' where id = '" + new UUID(2, 3) + "'");
        execute("update events set status = 'cancelled' where id = '" + new UUID(2, 7) + "'");
        execute("update events set event_date = now() - interval '1 minute' where id = '" + new UUID(2, 8) + "'");
        entry(1, 1, 2, 0);
        // The head wants more than there is, though the second would fit.
        entry(2, 1, 3, 5);
        entry(2, 2, 1, 0);
        entry(3, 1, 3, 5);
        entry(3, 2, 1, 0);
        // 4: nobody waits. 5: nothing is free.
        entry(5, 1, 1, 0);
        // It can never have that much.
        entry(6, 1, 5, 0);
        execute("update events set max_per_booking = 4 where id = '" + new UUID(2, 6) + "'");
        entry(7, 1, 1, 0);
        entry(8, 1, 1, 0);

        ringAfter(Duration.ofSeconds(10));

        assertThat(woken).containsExactlyInAnyOrder(new UUID(2, 1), new UUID(2, 3), new UUID(2, 6));
    }

    private CompletableFuture<Boolean> wake(UUID event) {
        woken.add(event);
        return CompletableFuture.completedFuture(answers);
    }

    private void ringAfter(Duration time) throws SQLException {
        nanos.addAndGet(time.toNanos());
        alarms.ring(UNTIL);
    }

    /** @param numbers a set of numbers in SQL; each becomes the last part of an id */
    private static void events(String numbers, int free, String policy, String status) throws SQLException {
        execute(
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, confirmed_seats,
                    held_seats, promised_seats, base_price, current_price, revenue, status, version, max_per_booking,
                    hold_minutes, waitlist_policy, waitlist_window_minutes, fact_no, created_at, updated_at)
                select ('00000000-0000-0002-0000-' || lpad(to_hex(n), 12, '0'))::uuid, 'Concert', 'Hall',
                    now() + interval '1 day', 10, %d, 10 - %d, 0, 0, 1, 1, 0, '%s', 1, 10, 10, '%s', 15, 1, now(), now()
                from %s n
                """
                        .formatted(free, free, status, policy, numbers));
    }

    private static void entry(int event, int user, int quantity, int priority) throws SQLException {
        execute(
                """
                insert into waitlist_entries (id, user_id, event_id, quantity, priority_score, joined_at, join_seq,
                    status, notify_prefs, fact_no, created_at, updated_at)
                values (gen_random_uuid(), '%s', '%s', %d, %d, now(), %d, 'waiting', '{}', 2, now(), now())
                """
                        .formatted(new UUID(7, user), new UUID(2, event), quantity, priority, user));
    }

    /** @param seconds when it is to be woken, since 1970 */
    private static void noted(UUID event, int seconds) throws SQLException {
        execute(
                "insert into event_wakes values ('%s', to_timestamp(%d)) on conflict (event_id) do update set wake_at = excluded.wake_at"
                        .formatted(event, seconds));
    }

    private static List<String> wakes() throws SQLException {
        try (Connection connection = shards.reader(0).getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("select event_id from event_wakes order by 1")) {
            List<String> wakes = new ArrayList<>();
            while (rows.next()) {
                wakes.add(rows.getString(1));
            }
            return wakes;
        }
    }

    private static void execute(String sql) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
