package io.evently.projection;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.WaitlistPolicy;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of those who wait, as the tables tell it. */
class WaitlistProjectionTest {

    private static final UUID CONCERT = new UUID(2, 1);
    private static final UUID ADA = new UUID(7, 1);
    private static final UUID BOB = new UUID(7, 2);
    private static final UUID EVE = new UUID(7, 3);
    private static final UUID SOLD = new UUID(3, 1);

    private static final String ENTRIES =
            "select id, status, end_reason, priority_score, priority_reason, fact_no from waitlist_entries order by id";
    private static final String PROMOTIONS =
            """
            select user_id, quantity, unit_price, window_minutes, status, booking_id, promotion_reason, end_reason
            from waitlist_promotions order by promoted_at, fact_no
            """;

    private JournalFixture journal;
    private Projector projector;
    private long at = History.START;

    /** A concert of four seats, all sold, and three who wait: facts 1 to 6, the third being a step of the price. */
    @BeforeEach
    void sellOut() throws Exception {
        journal = JournalFixture.empty("waitlist_projection");
        projector = journal.projector();
        follow(History.create(CONCERT, "Concert", 4));
        follow(History.book(SOLD, History.ADMIN, 4));
        follow(History.join(new UUID(4, 1), ADA, 3, at + History.DAY), History.join(new UUID(4, 2), BOB, 2));
        follow(History.join(new UUID(4, 3), EVE, 2));
    }

    @AfterEach
    void close() throws SQLException {
        journal.close();
    }

    @Test
    void whoJoinsWaitsInLine() throws Exception {
        assertThat(
                        journal.rows(
                                """
                        select id, user_id, position, quantity, priority_score, expires_at is not null, status,
                            notify_prefs
                        from waitlists order by position
                        """))
                .containsExactly(
                        new UUID(4, 1) + "|" + ADA + "|1|3|0|t|waiting|{\"email\": true, \"inApp\": false}",
                        new UUID(4, 2) + "|" + BOB + "|2|2|0|f|waiting|{\"email\": true, \"inApp\": false}",
                        new UUID(4, 3) + "|" + EVE + "|3|2|0|f|waiting|{\"email\": true, \"inApp\": false}");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void aPriorityComesWithItsReasonAndAuthor() throws Exception {
        UUID author = new UUID(7, 99);
        follow(new EventCommand.SetPriority(new UUID(4, 3), 5, "lost their seat to our mistake", author));

        assertThat(journal.rows("select e.priority_score, priority_reason, priority_by, position"
                        + " from waitlist_entries e join waitlists w using (id) where w.user_id = '" + EVE + "'"))
                .containsExactly("5|lost their seat to our mistake|" + author + "|1");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void aFreedSeatIsPromisedToTheHeadOfTheQueueAndAClaimIsABooking() throws Exception {
        follow(new EventCommand.CancelBooking(SOLD, History.ADMIN, true));
        assertThat(journal.rows(PROMOTIONS)).containsExactly(ADA + "|3|59.88|15|pending|null|head of the queue|null");
        assertThat(journal.rows("select promised_seats, available_seats from events"))
                .containsExactly("3|1");

        UUID booking = new UUID(3, 2);
        follow(new ClaimPromotion(open(ADA).id(), booking, ADA));

        assertThat(journal.rows(PROMOTIONS))
                .containsExactly(ADA + "|3|59.88|15|used|" + booking + "|head of the queue|null");
        assertThat(journal.rows("select status, end_reason from waitlist_entries where user_id = '" + ADA + "'"))
                .containsExactly("converted|null");
        assertThat(journal.rows(
                        "select user_id, quantity, unit_price, total_amount, status, version, hold_expires_at from"
                                + " bookings where id = '" + booking + "'"))
                .containsExactly(ADA + "|3|59.88|179.64|confirmed|1|null");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whatAPromotionBecameMayChangeInTheSameBatch() throws Exception {
        follow(new EventCommand.CancelBooking(SOLD, History.ADMIN, true));
        UUID booking = new UUID(3, 2);
        commit(new ClaimPromotion(open(ADA).id(), booking, ADA));
        commit(new EventCommand.CancelBooking(booking, ADA, false));
        journal.follow(projector);

        assertThat(journal.rows("select status, version from bookings where id = '" + booking + "'"))
                .containsExactly("cancelled|2");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whoFitsIsPromotedFirstWhereThatIsThePolicy() throws Exception {
        follow(policy(WaitlistPolicy.FIRST_FIT, 30));
        follow(policy(null, null, 6));

        assertThat(journal.rows(PROMOTIONS))
                .containsExactly(BOB + "|2|59.88|30|pending|null|first in the queue that fits|null");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void anUnusedPromotionEndsItsEntryAndSaysWhy() throws Exception {
        follow(new EventCommand.CancelBooking(SOLD, History.ADMIN, true));
        follow(new DeclinePromotion(open(ADA).id(), ADA));
        follow(new LeaveWaitlist(BOB, null));
        at = open(EVE).expiresAt();
        follow(policy(null, null, 5));

        assertThat(journal.rows(PROMOTIONS))
                .containsExactly(
                        ADA + "|3|59.88|15|expired|null|head of the queue|its user declined",
                        BOB + "|2|59.88|15|expired|null|head of the queue|its user left the waitlist",
                        EVE + "|2|59.88|15|expired|null|head of the queue|its window ran out");
        assertThat(journal.rows("select status, end_reason from waitlist_entries order by id"))
                .containsExactly(
                        "expired|its promotion was declined",
                        "left|null",
                        "expired|its promotion was not used in time");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whoseTimeRanOutOrWhoCanNeverBeServedIsToldWhy() throws Exception {
        follow(new EventCommand.ChangeEvent(
                null, null, null, null, null, 2, null, null, null, null, IfMatch.ANY, History.ADMIN, false));
        follow(History.join(new UUID(4, 4), new UUID(7, 4), 1, at + 5));
        at += 10;
        follow(new LeaveWaitlist(EVE, null));

        assertThat(journal.rows("select status, end_reason from waitlist_entries order by id"))
                .containsExactly(
                        "expired|it wants more seats than one booking or the event may have",
                        "waiting|null",
                        "left|null",
                        "expired|its time ran out");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whoMayNotHaveWhatTheyWaitForOrWerePromisedIsToldWhy() throws Exception {
        follow(policy(WaitlistPolicy.FIRST_FIT, 15));
        follow(policy(null, null, 6));
        assertThat(open(BOB).quantity()).isEqualTo(2);

        follow(new EventCommand.ChangeEvent(
                null, null, null, null, null, null, 1, null, null, null, IfMatch.ANY, History.ADMIN, false));

        String tooMuch = "expired|its user may not have so many seats (maxPerUser)";
        assertThat(journal.rows("select status, end_reason from waitlist_entries order by id"))
                .containsExactly(tooMuch, tooMuch, tooMuch);
        assertThat(journal.rows("select status, end_reason from waitlist_promotions"))
                .containsExactly(tooMuch);
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whoWantsMoreThanOthersCouldGiveBackIsToldSo() throws Exception {
        UUID dan = new UUID(7, 9);
        follow(policy(WaitlistPolicy.FIRST_FIT, 15, 5));
        follow(History.join(new UUID(4, 9), dan, 5));
        follow(History.book(new UUID(3, 9), dan, 1));

        assertThat(journal.rows("select status, end_reason from waitlist_entries where user_id = '" + dan + "'"))
                .containsExactly("expired|it wants more seats than others could give back");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void whoLeavesMayJoinAgainInOneBatchAndAcross() throws Exception {
        commit(new LeaveWaitlist(ADA, null), History.join(new UUID(4, 10), ADA, 1));
        // The old entry has an id that sorts behind the new one's.
        commit(new LeaveWaitlist(ADA, null));
        commit(History.join(new UUID(4, 0), ADA, 2));
        journal.follow(projector);
        follow(new LeaveWaitlist(ADA, null));
        follow(History.join(new UUID(4, 5), ADA, 1));

        assertThat(journal.rows(
                        "select id, status from waitlist_entries where user_id = '" + ADA + "' order by fact_no"))
                .containsExactly(
                        new UUID(4, 1) + "|left",
                        new UUID(4, 10) + "|left",
                        new UUID(4, 0) + "|left",
                        new UUID(4, 5) + "|waiting");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void anOlderFactNeverOverwritesANewer() throws Exception {
        follow(new EventCommand.CancelBooking(SOLD, History.ADMIN, true));
        follow(new ClaimPromotion(open(ADA).id(), new UUID(3, 2), ADA));
        List<String> entries = journal.rows(ENTRIES);
        List<String> everything = journal.everything();

        Rebuild.run(journal.shards());

        assertThat(journal.rows(ENTRIES)).isEqualTo(entries);
        assertThat(journal.everything()).isEqualTo(everything);
    }

    @Test
    void theWaitlistOfACancelledEventFollowsInChunksBehindItsBookings() throws Exception {
        UUID crowded = new UUID(2, 2);
        journal.commit(crowded, at, History.create(crowded, "Crowded", 1_000));
        int people = 5_000;
        EventCommand[] commands = new EventCommand[1_000];
        for (int i = 0; i < people; i++) {
            commands[i % 1_000] = i < 1_000
                    ? History.book(new UUID(3, 10_000 + i), new UUID(7, 10_000 + i), 1)
                    : History.join(new UUID(4, 10_000 + i), new UUID(7, 10_000 + i), 1);
            if (i % 1_000 == 999) {
                journal.commit(crowded, at + i, commands);
            }
        }
        at += people;
        // Ten seats are promised when the end comes.
        EventCommand[] cancellations = new EventCommand[10];
        for (int i = 0; i < cancellations.length; i++) {
            cancellations[i] = new EventCommand.CancelBooking(new UUID(3, 10_000 + i), History.ADMIN, true);
        }
        journal.commit(crowded, at, cancellations);
        at += 1;
        journal.commit(crowded, at, new EventCommand.CancelEvent("rain", IfMatch.ANY, History.ADMIN));

        journal.awaitReadable();
        String ended = "select count(*) from waitlist_entries where end_reason = 'the event was cancelled'";
        while (!journal.rows(ended).contains("2000")) {
            assertThat(projector.step()).isTrue();
        }
        assertThat(journal.rows("select status, end_reason, count(*) from waitlist_promotions group by 1, 2"))
                .containsExactly("expired|the event was cancelled|10");
        journal.follow(projector);
        assertThat(journal.rows(ended)).containsExactly("4000");
        assertThat(journal.rows("select count(*) from event_endings")).containsExactly("0");
        Replay.tablesMustEqual(journal);
        List<String> before = journal.everything();

        Rebuild.run(journal.shards());

        assertThat(journal.everything()).isEqualTo(before);
    }

    @Test
    void nobodyWaitsForACompletedEvent() throws Exception {
        follow(policy(null, null, 7));
        at = History.START + 30 * History.DAY - 1;
        follow(policy(null, null, 10));
        at += 1;
        follow(new EventCommand.CompleteEvent(IfMatch.ANY, History.ADMIN));

        assertThat(journal.rows("select user_id, status, end_reason from waitlist_entries order by id"))
                .containsExactly(
                        ADA + "|expired|its promotion was not used in time",
                        BOB + "|expired|the event was completed",
                        EVE + "|expired|the event was completed");
        assertThat(journal.rows("select status, end_reason from waitlist_promotions order by fact_no"))
                .contains("expired|the event was completed");
        Replay.tablesMustEqual(journal);
    }

    @Test
    void analyticsTellHowLongTheQueueIsHowLongOneWaitsAndWhatComesOfIt() throws Exception {
        String queue =
                """
                select metric_type, metric_value from event_analytics
                where is_realtime and metric_type::text like 'waitlist%' order by metric_type
                """;
        assertThat(journal.rows(queue)).containsExactly("waitlist_length|3.0000");

        // Each joined one commit, that is a microsecond, apart; the seats come 90 s after the first two.
        at = joined(ADA) + 90_000_000;
        follow(new EventCommand.CancelBooking(SOLD, History.ADMIN, true));
        assertThat(journal.rows(queue)).containsExactly("waitlist_length|2.0000", "waitlist_wait_seconds|90.0000");

        at = joined(BOB) + 150_000_000;
        follow(new DeclinePromotion(open(ADA).id(), ADA));
        assertThat(journal.rows(queue))
                .containsExactly(
                        "waitlist_length|0.0000", "waitlist_wait_seconds|130.0000", "waitlist_conversion|0.0000");

        follow(new ClaimPromotion(open(BOB).id(), new UUID(3, 2), BOB));
        assertThat(journal.rows(queue))
                .containsExactly(
                        "waitlist_length|0.0000", "waitlist_wait_seconds|130.0000", "waitlist_conversion|0.5000");
    }

    private void follow(EventCommand... commands) throws Exception {
        commit(commands);
        journal.follow(projector);
    }

    private void commit(EventCommand... commands) throws SQLException {
        assertThat(journal.commit(CONCERT, at, commands))
                .as("something came of it")
                .isNotNull();
        at += 1;
    }

    private Promotion open(UUID userId) {
        for (Promotion promotion : journal.event(CONCERT).waitlist().promotions()) {
            if (promotion.userId().equals(userId) && promotion.status() == PromotionStatus.PENDING) {
                return promotion;
            }
        }
        throw new AssertionError("nothing is promised to " + userId);
    }

    private long joined(UUID userId) {
        return journal.event(CONCERT).waitlist().entryOf(userId).joinedAt();
    }

    private static EventCommand policy(WaitlistPolicy policy, Integer windowMinutes) {
        return policy(policy, windowMinutes, null);
    }

    private static EventCommand policy(WaitlistPolicy policy, Integer windowMinutes, Integer capacity) {
        return new EventCommand.ChangeEvent(
                null,
                null,
                null,
                null,
                capacity,
                null,
                null,
                null,
                policy,
                windowMinutes,
                IfMatch.ANY,
                History.ADMIN,
                false);
    }
}
