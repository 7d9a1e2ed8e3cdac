package io.evently.message.follow;

import static io.evently.message.follow.ToldPeople.line;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.NotifyPrefs;
import io.evently.projection.TestJournal;
import io.evently.tables.message.NotificationsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Killed between any two steps and started again: nobody is told twice, nobody is left out. */
class CrashPointsTest {

    private static final UUID ADA = ToldPeople.of(0, 0);
    private static final UUID BOB = ToldPeople.of(1, 0);
    private static final UUID CID = ToldPeople.of(2, 0);
    private static final UUID DAN = ToldPeople.of(3, 0);

    private ToldPeople people;
    private TestJournal journal;
    /** Each life has a concert, bookings and an entry of its own. */
    private int life;

    @BeforeEach
    void nobodyWasTold() throws SQLException {
        people = ToldPeople.nobodyYet("crash_points");
        journal = people.journal;
        people.mailable(ADA, BOB, CID, DAN);
    }

    @AfterEach
    void close() throws SQLException {
        people.close();
    }

    private UUID concert() {
        return new UUID(2, life);
    }

    private UUID booking(int n) {
        return new UUID(3, 10L * life + n);
    }

    private EventCommand.Book book(int n, UUID user, boolean hold) {
        return new EventCommand.Book(booking(n), user, 1, hold, Booking.NO_EXPECTED_PRICE, null);
    }

    /** What this life wrote into a table. */
    private List<String> ofThisLife(String columns, String table) throws SQLException {
        return journal.rows("select %s from %s where event_id = '%s'".formatted(columns, table, concert()));
    }

    private List<String> told() throws SQLException {
        return ofThisLife("right(user_id::text, 4) || ' ' || cause", "notifications");
    }

    private List<String> mailed() throws SQLException {
        return journal.rows("select right(user_id::text, 4) || ' ' || cause from email_delivery_log"
                + " where variables ->> 'eventId' = '" + concert() + "'");
    }

    /** A sale and a change of its date: direct messages to all four databases, reminders, and a fan-out. */
    private void live() throws Exception {
        life++;
        long at = TestJournal.START;
        journal.create(concert(), at++, 3);
        journal.commit(concert(), at++, book(1, ADA, false), book(2, BOB, true), book(3, CID, false));
        journal.commit(
                concert(), at++, new EventCommand.JoinWaitlist(new UUID(4, life), DAN, 1, 0, NotifyPrefs.ALL, null));
        journal.commit(concert(), at++, new EventCommand.CancelBooking(booking(1), ADA, false));
        people.tell();
        journal.commit(
                concert(),
                at,
                new EventCommand.ChangeEvent(
                        null,
                        null,
                        null,
                        TestJournal.START + 31 * TestJournal.DAY,
                        null,
                        null,
                        null,
                        null,
                        null,
                        null,
                        IfMatch.ANY,
                        TestJournal.ADMIN,
                        false));
        people.tell();
    }

    private static final List<String> TOLD = List.of(
            line(ADA, "booking_confirmed"),
            line(CID, "booking_confirmed"),
            line(DAN, "waitlist_joined"),
            line(ADA, "booking_cancelled"),
            line(DAN, "promoted"),
            line(BOB, "date_changed"),
            line(CID, "date_changed"),
            line(DAN, "date_changed"));

    @Test
    void aFollowerMayDieBeforeAndAfterEachCommit() throws Exception {
        int point = 1;
        boolean more = true;
        while (more) {
            for (boolean after : new boolean[] {false, true}) {
                people.databases.crashAt(point, after);
                live();
                String where = "crash " + (after ? "after" : "before") + " commit " + point;
                assertThat(told()).as(where).containsExactlyInAnyOrderElementsOf(TOLD);
                assertThat(mailed()).as(where).containsExactlyInAnyOrderElementsOf(TOLD);
                assertThat(ofThisLife("cause", "message_reminders"))
                        .as(where)
                        .containsExactly("hold_ending", "promotion_ending");
                assertThat(journal.rows(0, "select 1 from message_fanouts"))
                        .as(where)
                        .isEmpty();
                more &= people.databases.hasCrashed();
            }
            point++;
        }
        assertThat(point).isGreaterThan(12);
    }

    @Test
    void aReminderIsToldOnceAlsoIfItsWorkerDies() throws Exception {
        for (boolean after : new boolean[] {false, true}) {
            live();
            long due = TestJournal.START + 9 * TestJournal.MINUTE;
            people.databases.crashAt(1, after);
            assertThatThrownBy(() -> people.reminders(1, due).round()).isInstanceOf(SQLException.class);
            for (int shard = 0; shard < 4; shard++) {
                var unused = people.reminders(shard, due).round();
            }

            assertThat(told()).hasSize(TOLD.size() + 1).containsOnlyOnce(line(BOB, "hold_ending"));
            assertThat(mailed()).hasSize(TOLD.size() + 1).containsOnlyOnce(line(BOB, "hold_ending"));
            assertThat(ofThisLife("cause", "message_reminders")).containsExactly("promotion_ending");
            assertThat(journal.rows("select variables ->> 'expiresAt' from notifications where cause = 'hold_ending'"
                            + " and event_id = '" + concert() + "'"))
                    .containsExactly("2026-01-01T00:10:00.000002Z");
        }
    }

    @Test
    void nobodyIsRemindedOfWhatIsOver() throws Exception {
        live();
        for (int shard = 0; shard < 4; shard++) {
            var unused =
                    people.reminders(shard, TestJournal.START + TestJournal.DAY).round();
        }
        assertThat(told()).hasSameSizeAs(TOLD);
        assertThat(ofThisLife("cause", "message_reminders")).isEmpty();
    }

    @Test
    void whoIsForgottenWhileABatchIsUnderWayKeepsNoRow() throws Exception {
        live();
        try (Connection writing = journal.shards().writer(0).getConnection()) {
            writing.setAutoCommit(false);
            long unused = NotificationsTable.takeNumbers(writing, 5);
            CompletableFuture<Integer> erasure = CompletableFuture.supplyAsync(this::forgetAda);
            assertThat(erasure).isNotDone();
            writing.commit();
            assertThat(erasure.join()).isEqualTo(2);
        }
        assertThat(told()).noneMatch(line -> line.startsWith(line(ADA, "").strip()));
    }

    private int forgetAda() {
        try (Connection connection = journal.shards().writer(0).getConnection()) {
            connection.setAutoCommit(false);
            int rows = NotificationsTable.forget(connection, ADA);
            connection.commit();
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
