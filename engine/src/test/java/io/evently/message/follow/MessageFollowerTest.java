package io.evently.message.follow;

import static io.evently.message.follow.ToldPeople.CONCERT;
import static io.evently.message.follow.ToldPeople.line;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.evently.Eventually;
import io.evently.event.Booking;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.NotifyPrefs;
import io.evently.projection.TestJournal;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Each cause is one notification and one mail, with the right words, whatever happens to tables and databases. */
class MessageFollowerTest {

    private static final UUID ADA = ToldPeople.of(0, 0);
    private static final UUID BOB = ToldPeople.of(1, 0);
    private static final UUID CID = ToldPeople.of(2, 0);
    private static final UUID DAN = ToldPeople.of(3, 0);
    private static final UUID EVE = ToldPeople.of(1, 1);

    private ToldPeople people;
    private TestJournal journal;
    private long at = TestJournal.START;

    @BeforeEach
    void nobodyWasTold() throws SQLException {
        people = ToldPeople.nobodyYet("told");
        journal = people.journal;
        people.mailable(ADA, BOB, CID, DAN, EVE);
    }

    @AfterEach
    void close() throws SQLException {
        people.close();
    }

    private static UUID booking(int n) {
        return new UUID(3, n);
    }

    private static EventCommand.Book book(int n, UUID user, boolean hold) {
        return new EventCommand.Book(booking(n), user, 1, hold, Booking.NO_EXPECTED_PRICE, null);
    }

    private static EventCommand.JoinWaitlist join(int n, UUID user, NotifyPrefs prefs) {
        return new EventCommand.JoinWaitlist(new UUID(4, n), user, 1, 0, prefs, null);
    }

    private static EventCommand.CancelBooking cancel(int n, UUID user) {
        return new EventCommand.CancelBooking(booking(n), user, false);
    }

    private static EventCommand moveTo(long eventDate) {
        return moveTo(null, eventDate);
    }

    /** Null: as it is. */
    private static EventCommand moveTo(String venue, Long eventDate) {
        return new EventCommand.ChangeEvent(
                null,
                null,
                venue,
                eventDate,
                null,
                null,
                null,
                null,
                null,
                null,
                IfMatch.ANY,
                TestJournal.ADMIN,
                false);
    }

    private void decide(EventCommand... commands) throws Exception {
        journal.commit(CONCERT, at++, commands);
        people.tell();
    }

    @Test
    void eachCauseIsToldOnceToWhomItConcerns() throws Exception {
        journal.register(ADA, at);
        journal.changePassword(ADA, at, at + 1);
        journal.changeAddress(ADA, at, at + 2);
        at += 3;
        journal.create(CONCERT, at++, 2);
        decide(book(1, ADA, false), book(2, BOB, true));
        decide(new EventCommand.ConfirmHold(booking(2), BOB));
        decide(join(1, CID, NotifyPrefs.ALL), join(2, DAN, NotifyPrefs.ALL));
        decide(cancel(1, ADA));
        UUID promotion = UUID.fromString(
                journal.rows(0, "select id from waitlist_promotions").get(0));
        decide(new EventCommand.ClaimPromotion(promotion, booking(3), CID));
        decide(cancel(2, BOB));
        at += 16 * TestJournal.MINUTE;
        decide(book(4, EVE, false));
        decide(join(5, BOB, NotifyPrefs.ALL));
        decide(new EventCommand.SetPrice(9_900, "dearer", IfMatch.ANY, TestJournal.ADMIN));
        decide(moveTo(TestJournal.START + 31 * TestJournal.DAY));
        decide(new EventCommand.CancelEvent("rain", IfMatch.ANY, TestJournal.ADMIN));

        assertThat(people.told())
                .containsExactlyInAnyOrder(
                        line(ADA, "welcome"),
                        line(ADA, "address_changed"),
                        line(ADA, "address_left"),
                        line(ADA, "password_changed"),
                        line(ADA, "booking_confirmed"),
                        line(BOB, "booking_confirmed"),
                        line(CID, "waitlist_joined"),
                        line(DAN, "waitlist_joined"),
                        line(ADA, "booking_cancelled"),
                        line(CID, "promoted"),
                        line(CID, "booking_confirmed"),
                        line(BOB, "booking_cancelled"),
                        line(DAN, "promoted"),
                        line(DAN, "promotion_expired"),
                        line(EVE, "booking_confirmed"),
                        line(BOB, "waitlist_joined"),
                        line(BOB, "price_changed"),
                        line(CID, "date_changed"),
                        line(EVE, "date_changed"),
                        line(BOB, "date_changed"),
                        line(CID, "event_cancelled"),
                        line(EVE, "event_cancelled"),
                        line(BOB, "event_cancelled"));
        assertThat(people.mailed()).isEqualTo(people.told());
        assertThat(journal.rows("select 1 from message_reminders")).isEmpty();
        assertThat(journal.rows(0, "select 1 from message_fanouts")).isEmpty();
        assertThat(journal.rows("select n.id from notifications n left join email_delivery_log m on m.id = n.id"
                        + " where m.variables is distinct from n.variables"))
                .isEmpty();
        assertThat(journal.rows("select cause from notifications where channels ->> 'inApp' = 'false'"))
                .containsExactlyInAnyOrder("address_changed", "address_left", "password_changed");
        assertThat(journal.rows("select cause, former_email from email_delivery_log where former_email is not null"))
                .as("to the address that they had before it was changed, too")
                .containsExactlyInAnyOrder("password_changed|\\x01", "address_left|\\x01");
        assertThat(
                        journal.rows(
                                "select 1 from email_delivery_log where (fact_no > 0) <> (variables ->> 'eventId' is not null)"))
                .isEmpty();
        assertThat(journal.rows("select variables - 'eventId' from notifications where cause = 'price_changed'"))
                .containsExactly("{\"venue\": \"Hall\", \"oldPrice\": \"49.90\", \"timeZone\": \"UTC\","
                        + " \"eventDate\": \"2026-01-31T00:00:00.000001Z\", \"eventName\": \"Concert\","
                        + " \"unitPrice\": \"99.00\"}");
        assertThat(journal.rows("select variables ->> 'oldDate', variables ->> 'eventDate', variables ->> 'bookingId'"
                        + " from notifications where cause = 'date_changed' and user_id = '" + CID + "'"))
                .containsExactly("2026-01-31T00:00:00.000001Z|2026-02-01T00:00:00.000001Z|" + booking(3));
        assertThat(journal.rows("select count(distinct stream_no) = count(*) from notifications"))
                .containsOnly("t");
    }

    @Test
    void aChangedVenueIsToldToAllWhoComeOrWait() throws Exception {
        journal.create(CONCERT, at++, 1);
        decide(book(1, ADA, false), join(2, BOB, NotifyPrefs.ALL));
        decide(moveTo("Arena", null));
        decide(moveTo("Arena", null));
        decide(moveTo("Park", TestJournal.START + 31 * TestJournal.DAY));

        assertThat(people.told())
                .contains(line(ADA, "venue_changed"), line(BOB, "venue_changed"))
                .contains(line(ADA, "date_changed"), line(BOB, "date_changed"))
                .hasSize(6);
        assertThat(people.mailed()).isEqualTo(people.told());
        assertThat(journal.rows(
                        "select cause, variables ->> 'oldVenue', variables ->> 'venue', variables ->> 'bookingId'"
                                + " from notifications where user_id = '" + ADA + "' and cause like '%changed'"))
                .containsExactlyInAnyOrder(
                        "venue_changed|Hall|Arena|" + booking(1), "date_changed|Arena|Park|" + booking(1));
    }

    @Test
    void ofAnotherTimeZoneNobodyIsTold() throws Exception {
        journal.create(CONCERT, at++, 1);
        decide(book(1, ADA, false));
        decide(new EventCommand.ChangeEvent(
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                IfMatch.ANY,
                TestJournal.ADMIN,
                false,
                "Europe/Berlin"));

        assertThat(people.told()).containsExactly(line(ADA, "booking_confirmed"));
    }

    @Test
    void ofTwoChangesAtTheSameInstantCalendarsKnowTheLater() throws Exception {
        journal.create(CONCERT, at++, 5);
        decide(book(1, ADA, false));
        decide(moveTo(TestJournal.START + 31 * TestJournal.DAY), moveTo(TestJournal.START + 32 * TestJournal.DAY));

        assertThat(journal.rows("select variables ->> 'eventDate' from email_delivery_log"
                        + " where cause = 'date_changed' order by created_at, fact_no"))
                .containsExactly("2026-02-01T00:00:00.000001Z", "2026-02-02T00:00:00.000001Z");
        assertThat(journal.rows("select count(distinct created_at), count(distinct fact_no) from email_delivery_log"
                        + " where cause = 'date_changed' having count(*) > 0"))
                .containsExactly("1|2");
    }

    @Test
    void aChangeOfAnEventIsToldOfEachBookingAndOfAHoldWithoutOne() throws Exception {
        journal.create(CONCERT, at++, 5);
        decide(book(1, ADA, false), book(2, ADA, false), book(3, ADA, true), book(4, BOB, true), book(5, CID, false));
        decide(join(1, CID, NotifyPrefs.ALL), join(2, DAN, NotifyPrefs.ALL));
        decide(moveTo(TestJournal.START + 31 * TestJournal.DAY));
        decide(new EventCommand.CancelEvent("rain", IfMatch.ANY, TestJournal.ADMIN));

        assertThat(toldOf("date_changed"))
                .containsExactlyInAnyOrder(
                        ADA + "|" + booking(1),
                        ADA + "|" + booking(2),
                        BOB + "|null",
                        CID + "|" + booking(5),
                        DAN + "|null");
        assertThat(toldOf("event_cancelled"))
                .containsExactlyInAnyOrder(
                        ADA + "|" + booking(1),
                        ADA + "|" + booking(2),
                        ADA + "|" + booking(3),
                        BOB + "|" + booking(4),
                        CID + "|" + booking(5),
                        DAN + "|null");
    }

    private List<String> toldOf(String cause) throws SQLException {
        return journal.rows(
                "select user_id, variables ->> 'bookingId' from notifications where cause = '" + cause + "'");
    }

    @Test
    void tablesMadeAnewTellNothingAgainAndWhatWasReadStaysRead() throws Exception {
        journal.create(CONCERT, at++, 10);
        decide(book(1, ADA, false), book(2, BOB, false));
        decide(moveTo(TestJournal.START + 31 * TestJournal.DAY));
        journal.execute("update notifications set read = true");
        var before = journal.rows("select * from notifications");
        assertThat(before).hasSize(4);

        journal.rebuild();
        people.tell();

        assertThat(journal.rows("select * from notifications")).isEqualTo(before);
        decide(book(3, CID, false));
        assertThat(people.told()).hasSize(5);
        assertThat(people.mailed()).hasSize(5);
    }

    @Test
    void aDatabaseThatIsAwayKeepsNobodyWaitingAndCatchesUp() throws Exception {
        journal.create(CONCERT, at++, 10);
        decide(book(1, ADA, false), book(2, BOB, false), book(3, CID, false));
        people.databases.away(2);
        decide(book(4, DAN, false), cancel(3, CID));
        decide(moveTo(TestJournal.START + 31 * TestJournal.DAY));
        decide(book(5, CID, false));
        assertThat(people.told())
                .contains(line(DAN, "booking_confirmed"), line(ADA, "date_changed"), line(DAN, "date_changed"))
                .containsOnlyOnce(line(CID, "booking_confirmed"))
                .doesNotContain(line(CID, "booking_cancelled"));

        people.databases.away(-1);
        people.tell();

        assertThat(people.told())
                .contains(line(CID, "booking_cancelled"))
                .filteredOn(line(CID, "booking_confirmed")::equals)
                .hasSize(2);
        assertThat(people.told()).doesNotContain(line(CID, "date_changed"));
        assertThat(journal.rows(0, "select 1 from message_fanouts")).isEmpty();
    }

    /** Inboxes say by it as of when they are, also when nothing more happens. */
    @Test
    void aPositionThatMovedWithoutAMessageIsStoredInTheEnd() throws Exception {
        MessageFollower follower = people.follower();
        for (int n = 1; n <= 2; n++) {
            journal.create(new UUID(2, n), at++, 10);
            journal.follow();
            String reached = journal.rows(
                            0, "select tx || '/' || ordering from projection_positions where projection = 'tables'")
                    .get(0);
            Eventually.await(() -> {
                var unused = follower.step();
                return journal.rows("select tx || '/' || ordering from message_positions where source = 0")
                        .equals(List.of(reached, reached, reached, reached));
            });
        }
    }

    @Test
    void whoIsSetAsideIsToldWhenTheyAreTakenBack() throws Exception {
        UUID bad = new UUID(2, 2);
        journal.create(CONCERT, at++, 10);
        journal.create(bad, at++, 10);
        journal.commit(bad, at++, book(1, ADA, false));
        people.tell();
        // What contradicts the tables sets its event aside.
        journal.execute(0, "delete from bookings where id = '%s'".formatted(booking(1)));
        journal.commit(bad, at++, cancel(1, ADA));
        journal.commit(bad, at++, book(2, BOB, false));
        decide(book(3, CID, false));
        assertThat(people.told())
                .containsExactlyInAnyOrder(line(ADA, "booking_confirmed"), line(CID, "booking_confirmed"));
        people.tellAsFarAsTablesAre();
        assertThat(people.setAside()).isEqualTo(1);

        journal.takeBack();
        journal.commit(bad, at++, book(4, DAN, false));
        people.tell();
        people.tell();

        assertThat(people.told())
                .containsExactlyInAnyOrder(
                        line(ADA, "booking_confirmed"),
                        line(CID, "booking_confirmed"),
                        line(ADA, "booking_cancelled"),
                        line(BOB, "booking_confirmed"),
                        line(DAN, "booking_confirmed"));
        assertThat(journal.rows(0, "select 1 from message_backlog")).isEmpty();
        assertThat(people.setAside()).isZero();
    }

    @Test
    void twoFollowersAtOnceTellOnce() throws Exception {
        journal.create(CONCERT, at++, 100);
        MessageFollower one = people.follower();
        MessageFollower other = people.follower();
        for (int i = 1; i <= 10; i++) {
            journal.commit(CONCERT, at++, book(i, i % 2 == 0 ? ADA : BOB, false));
            journal.follow();
            stepUnlessOvertaken(i % 3 == 0 ? one : other);
            stepUnlessOvertaken(i % 3 == 0 ? other : one);
        }
        people.tell();

        assertThat(people.told()).hasSize(10);
        assertThat(journal.rows(0, "select generation from message_source")).containsExactly("0");
    }

    private static void stepUnlessOvertaken(MessageFollower follower) throws Exception {
        try {
            var unused = follower.round();
        } catch (Overtaken expected) {
            assertThat(expected).hasMessageContaining("another follower");
        }
    }

    @Test
    void aJournalThatWasRestoredFromBeforeTellsWhatIsNewAndNothingTwice() throws Exception {
        journal.create(CONCERT, at++, 10);
        decide(book(1, ADA, false), book(2, BOB, false));
        var source = journal.rows(0, "select tx, ordering from message_source")
                .get(0)
                .split("\\|");
        decide(book(3, CID, false));
        journal.execute(0, "update message_source set tx = '%s', ordering = %s".formatted(source[0], source[1]));
        decide(book(4, DAN, false));

        assertThat(people.told()).hasSize(4);
        assertThat(people.mailed()).hasSize(4);
        assertThat(journal.rows(0, "select generation from message_source")).containsExactly("1");
        decide(book(5, EVE, false));
        assertThat(people.told()).hasSize(5);
    }

    @Test
    void thatAllDatabasesWereToldMoreIsOneRestoreAndOneLine() throws Exception {
        journal.create(CONCERT, at++, 10);
        decide(book(1, ADA, false));
        var source = journal.rows(0, "select tx, ordering from message_source")
                .get(0)
                .split("\\|");
        decide(book(2, ADA, false), book(3, BOB, false), book(4, CID, false), book(5, DAN, false));
        journal.execute(0, "update message_source set tx = '%s', ordering = %s".formatted(source[0], source[1]));
        Logger log = (Logger) LoggerFactory.getLogger(MessageFollower.class);
        ListAppender<ILoggingEvent> lines = new ListAppender<>();
        lines.start();
        log.addAppender(lines);
        try {
            decide(book(6, EVE, false));
        } finally {
            log.detachAppender(lines);
        }

        assertThat(lines.list)
                .singleElement()
                .extracting(ILoggingEvent::getFormattedMessage)
                .asString()
                .startsWith("Database 0 seems to be restored from before");
        assertThat(journal.rows(0, "select generation from message_source")).containsExactly("1");
        assertThat(people.told()).hasSize(6);
        assertThat(people.mailed()).hasSize(6);
    }

    @Test
    void aJournalOfAnotherServerIsToldOnFromWhereItWas() throws Exception {
        journal.create(CONCERT, at++, 10);
        decide(book(1, ADA, false), book(2, BOB, false));
        journal.commit(CONCERT, at++, book(3, CID, false));
        // A server whose transactions had higher numbers wrote them.
        for (String table : new String[] {"event_journal", "message_source", "message_positions"}) {
            journal.execute(0, "update %s set tx = (tx::text::bigint + 1000000000)::text::xid8".formatted(table));
        }
        for (int shard = 1; shard < 4; shard++) {
            journal.execute(shard, "update message_positions set tx = (tx::text::bigint + 1000000000)::text::xid8");
        }
        journal.execute(0, "update audit_chains set tx = (tx::text::bigint + 1000000000)::text::xid8 where chain = 3");

        journal.rebuild();
        people.tell();

        assertThat(people.told()).hasSize(3);
        decide(book(4, DAN, false));
        assertThat(people.told()).hasSize(4);
        assertThat(people.mailed()).hasSize(4);
    }

    @Test
    void whoWantsNothingGetsNothingAndWhoIsForgottenNeither() throws Exception {
        journal.execute(
                1,
                """
                insert into message_preferences (user_id, preferences, updated_at) values ('%s',
                    '{"email": {"booking": false, "waitlist": true, "event": true},
                      "inApp": {"booking": true, "waitlist": true, "event": true}}', now())
                """
                        .formatted(BOB));
        journal.execute(2, "insert into keys.forgotten (user_id, forgotten_at) values ('%s', now())".formatted(CID));
        UUID stranger = ToldPeople.of(3, 5);
        journal.create(CONCERT, at++, 4);
        decide(book(1, ADA, false), book(2, BOB, false), book(3, CID, false), book(4, stranger, false));
        decide(join(1, DAN, new NotifyPrefs(false, false)), join(2, EVE, new NotifyPrefs(false, true)));
        decide(cancel(1, ADA));

        assertThat(people.told())
                .containsExactlyInAnyOrder(
                        line(ADA, "booking_confirmed"),
                        line(BOB, "booking_confirmed"),
                        line(stranger, "booking_confirmed"),
                        line(EVE, "waitlist_joined"),
                        line(ADA, "booking_cancelled"),
                        line(DAN, "promoted"));
        assertThat(people.mailed())
                .containsExactlyInAnyOrder(
                        line(ADA, "booking_confirmed"), line(ADA, "booking_cancelled"), line(DAN, "promoted"));
        assertThat(journal.rows("select channels from notifications where cause = 'waitlist_joined'"))
                .containsExactly("{\"email\": false, \"inApp\": true}");
    }
}
