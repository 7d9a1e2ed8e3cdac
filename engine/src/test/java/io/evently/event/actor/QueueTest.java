package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import io.evently.event.record.EventRecords;
import io.evently.time.PushedClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ring 2: the queue of an event as an actor on a real journal, whatever becomes of nodes and clocks. */
class QueueTest {

    private static final UUID ADMIN = UUID.randomUUID();
    private static final UUID ANNA = UUID.randomUUID();
    private static final UUID BERT = UUID.randomUUID();
    private static final UUID CAROL = UUID.randomUUID();
    private static final int SEATS_AT_ONCE = 2_500;

    private static List<String> databases;
    private static PushedClock clock;
    private static TestNode node;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("queue");
        clock = new PushedClock();
        node = TestNode.start(databases, clock, System::nanoTime, "");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void theQueueOutlivesTheNodeAndWindowsThatRanOutMeanwhileCount() {
        List<String> own = TestNode.databases("queue_outlives");
        PushedClock wall = new PushedClock();
        UUID event;
        UUID promised;
        UUID held;
        try (TestNode before = TestNode.start(own, wall, System::nanoTime, "")) {
            event = soldOut(before, 4);
            held = bookingOf(before, event);
            join(before, event, ANNA, 4);
            join(before, event, BERT, 3);
            join(before, event, CAROL, 1);
            cancel(before, event, held);
            promised = entry(before, event, ANNA).promotionId();
            assertThat(promised).isNotNull();
        }
        wall.push(Duration.ofMinutes(5));
        try (TestNode after = TestNode.start(own, wall, System::nanoTime, "")) {
            assertThat(entry(after, event, ANNA).promotionId()).isEqualTo(promised);
            assertThat(position(after, event, BERT)).isEqualTo(1);
            assertThat(position(after, event, CAROL)).isEqualTo(2);
        }
        wall.push(Duration.ofMinutes(10));
        try (TestNode later = TestNode.start(own, wall, System::nanoTime, "")) {
            // Nobody asked while it slept: the first question finds the window run out and the next ones promoted.
            assertThat(entry(later, event, BERT).status()).isEqualTo(WaitlistStatus.PROMOTED);
            assertThat(entry(later, event, CAROL).status()).isEqualTo(WaitlistStatus.PROMOTED);
            mustRefuse(
                    later, event, new ClaimPromotion(promised, UUID.randomUUID(), ANNA), Rejection.PROMOTION_EXPIRED);
            EventView view = view(later, event);
            assertThat(view.seats().promised()).isEqualTo(4);
            assertThat(view.seats().available()).isZero();
        }
    }

    @Test
    void aClockThatGoesBackAnHourRevivesNoPromotion() {
        UUID event = soldOut(node, 2);
        join(node, event, ANNA, 2);
        join(node, event, BERT, 2);
        cancel(node, event, bookingOf(node, event));
        UUID promised = entry(node, event, ANNA).promotionId();
        clock.push(Duration.ofMinutes(16));
        assertThat(entry(node, event, BERT).status()).isEqualTo(WaitlistStatus.PROMOTED);

        clock.push(Duration.ofHours(1).negated());

        mustRefuse(node, event, new ClaimPromotion(promised, UUID.randomUUID(), ANNA), Rejection.PROMOTION_EXPIRED);
        assertThat(view(node, event).seats().promised()).isEqualTo(2);
        UUID berts = entry(node, event, BERT).promotionId();
        assertThat(ask(node, event, new ClaimPromotion(berts, UUID.randomUUID(), BERT)))
                .isInstanceOf(EventReply.BookingState.class);
        assertThat(view(node, event).seats().confirmed()).isEqualTo(2);
        clock.push(Duration.ofMinutes(44));
    }

    @Test
    void aClockThatJumpsAheadADayLosesNoSeats() {
        UUID event = soldOut(node, 6);
        join(node, event, ANNA, 4);
        join(node, event, BERT, 6);
        join(node, event, CAROL, 1);
        cancel(node, event, bookingOf(node, event));
        assertThat(entry(node, event, ANNA).status()).isEqualTo(WaitlistStatus.PROMOTED);

        clock.push(Duration.ofDays(1));

        assertThat(entry(node, event, BERT).status()).isEqualTo(WaitlistStatus.PROMOTED);
        clock.push(Duration.ofDays(1).negated());
        EventView view = view(node, event);
        assertThat(view.seats().promised()).isEqualTo(6);
        assertThat(view.seats().available()).isZero();
        assertThat(view.waitlistLength()).isEqualTo(1);
        ask(node, event, new LeaveWaitlist(BERT, null));
        assertThat(entry(node, event, CAROL).status())
                .as("a queue that ran a day ahead goes on")
                .isEqualTo(WaitlistStatus.PROMOTED);
        assertThat(view(node, event).seats().available()).isEqualTo(5);
    }

    @Test
    void thousandsOfPromotionsAtOnceSpreadOverCommitsAndLeaveNoGapForThePublic() throws SQLException {
        UUID event = soldOut(node, 1);
        List<CompletableFuture<EventReply>> joined = new ArrayList<>();
        for (int i = 0; i < SEATS_AT_ONCE + 500; i++) {
            joined.add(node.events()
                    .ask(event, new JoinWaitlist(node.events().newId(), new UUID(9, i), 1, 0, NotifyPrefs.ALL, null)));
        }
        joined.forEach(answer -> assertThat(await(answer)).isInstanceOf(EventReply.EntryState.class));

        CompletableFuture<EventReply> grown = node.events().ask(event, capacity(1 + SEATS_AT_ONCE));
        List<CompletableFuture<EventReply>> publicSale = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            publicSale.add(node.events().ask(event, book(UUID.randomUUID(), 1)));
        }

        assertThat(await(grown)).isInstanceOf(EventReply.EventState.class);
        publicSale.forEach(answer -> assertThat(await(answer)).isInstanceOf(EventReply.Refused.class));
        EventView view = view(node, event);
        assertThat(view.seats().promised()).isEqualTo(SEATS_AT_ONCE);
        assertThat(view.waitlistLength()).isEqualTo(500);
        List<Long> promotions = commits(event).stream()
                .map(commit -> commit.facts().stream()
                        .filter(Fact.PromotionMade.class::isInstance)
                        .count())
                .filter(count -> count > 0)
                .toList();
        assertThat(promotions).containsExactly(1_000L, 1_000L, 500L);
    }

    @Test
    void thousandsWhoMayNotHaveWhatTheyWaitForEndInBoundedCommitsAndTheNextIsPromoted() throws SQLException {
        UUID event = soldOut(node, 3);
        List<CompletableFuture<EventReply>> joined = new ArrayList<>();
        for (int i = 0; i < SEATS_AT_ONCE; i++) {
            joined.add(node.events()
                    .ask(event, new JoinWaitlist(node.events().newId(), new UUID(9, i), 2, 0, NotifyPrefs.ALL, null)));
        }
        joined.forEach(answer -> assertThat(await(answer)).isInstanceOf(EventReply.EntryState.class));
        join(node, event, CAROL, 1);

        CompletableFuture<EventReply> changed = node.events()
                .ask(
                        event,
                        new EventCommand.ChangeEvent(
                                null, null, null, null, 4, null, 1, null, null, null, IfMatch.ANY, ADMIN, false));
        CompletableFuture<EventReply> publicSale = node.events().ask(event, book(BERT, 1));

        assertThat(await(changed)).isInstanceOf(EventReply.EventState.class);
        assertThat(await(publicSale)).isInstanceOf(EventReply.Refused.class);
        EventReply.EntryState carol = entryState(node, event, CAROL);
        assertThat(carol.promotion().id()).isEqualTo(carol.entry().promotionId());
        assertThat(carol.promotion().quantity()).isEqualTo(1);
        List<Long> ends = commits(event).stream()
                .map(commit -> commit.facts().stream()
                        .filter(Fact.EntryMadeImpossible.class::isInstance)
                        .count())
                .filter(count -> count > 0)
                .toList();
        assertThat(ends).containsExactly(1_000L, 1_000L, 500L);
    }

    @Test
    void aKeyOfTheWaitlistOutlivesTheNodeAndTheEntry() {
        List<String> own = TestNode.databases("queue_keys");
        JoinWaitlist wish = new JoinWaitlist(node.events().newId(), ANNA, 2, 0, NotifyPrefs.ALL, KeyHash.of("wish"));
        UUID event;
        EventReply.EntryState first;
        try (TestNode before = TestNode.start(own)) {
            event = soldOut(before, 4);
            join(before, event, BERT, 1);
            first = (EventReply.EntryState) ask(before, event, wish);
            ask(before, event, new LeaveWaitlist(ANNA, null));
        }
        try (TestNode after = TestNode.start(own)) {
            JoinWaitlist again = new JoinWaitlist(after.events().newId(), ANNA, 2, 0, NotifyPrefs.ALL, wish.key());

            assertThat(ask(after, event, again)).isEqualTo(new EventReply.EntryState(first.entry(), 2, null, true));
        }
    }

    @Test
    void wokenTwiceOrLateItDoesEverythingOnce() throws SQLException {
        UUID event = soldOut(node, 3);
        join(node, event, ANNA, 3);
        join(node, event, BERT, 3);
        cancel(node, event, bookingOf(node, event));
        clock.push(Duration.ofMinutes(16));

        for (int i = 0; i < 50; i++) {
            assertThat(node.events().wake(event).join()).isTrue();
        }

        assertThat(entry(node, event, BERT).status()).isEqualTo(WaitlistStatus.PROMOTED);
        List<Fact> facts = commits(event).stream()
                .flatMap(commit -> commit.facts().stream())
                .toList();
        assertThat(facts.stream().filter(Fact.PromotionExpired.class::isInstance))
                .hasSize(1);
        assertThat(facts.stream().filter(Fact.PromotionMade.class::isInstance)).hasSize(2);
    }

    @Test
    void whoIsNoLongerThereIsNotFound() {
        UUID event = soldOut(node, 1);

        assertThat(await(node.events().waitlistEntry(event, ANNA)))
                .isEqualTo(new EventReply.Refused(Rejection.ENTRY_NOT_FOUND, 0));
        assertThat(await(node.events().waitlistEntry(UUID.randomUUID(), ANNA)))
                .isEqualTo(new EventReply.Refused(Rejection.EVENT_NOT_FOUND, 0));
        assertThat(await(node.events().queue(event, -1, 10))).isEqualTo(new EventReply.QueuePage(List.of(), false));
    }

    // ---- one event's life ----

    /** So many seats, at most ten, sold to one admin in one booking; strict, windows of 15 minutes. */
    private static UUID soldOut(TestNode on, int capacity) {
        UUID id = on.events().newId();
        long date = on.events().now() + TimeUnit.DAYS.toMicros(100);
        Details details = new Details("Concert", null, "Hall", date, 10, 0, 10, WaitlistPolicy.STRICT, 15);
        ask(on, id, new EventCommand.CreateEvent(id, details, capacity, 4990, null, ADMIN));
        assertThat(ask(on, id, new Book(id, ADMIN, capacity, false, Booking.NO_EXPECTED_PRICE, null)))
                .isInstanceOf(EventReply.BookingState.class);
        return id;
    }

    /** The booking that sold it out has the event's own id. */
    private static UUID bookingOf(TestNode on, UUID event) {
        EventReply reply = await(on.events().booking(event, event, ADMIN, true));
        return ((EventReply.BookingState) reply).booking().id();
    }

    private static void cancel(TestNode on, UUID event, UUID booking) {
        assertThat(ask(on, event, new EventCommand.CancelBooking(booking, ADMIN, true)))
                .isInstanceOf(EventReply.BookingState.class);
    }

    private static void join(TestNode on, UUID event, UUID user, int quantity) {
        JoinWaitlist join = new JoinWaitlist(on.events().newId(), user, quantity, 0, NotifyPrefs.ALL, null);
        assertThat(ask(on, event, join)).isInstanceOf(EventReply.EntryState.class);
    }

    private static WaitlistEntry entry(TestNode on, UUID event, UUID user) {
        return entryState(on, event, user).entry();
    }

    private static int position(TestNode on, UUID event, UUID user) {
        return entryState(on, event, user).position();
    }

    private static EventReply.EntryState entryState(TestNode on, UUID event, UUID user) {
        EventReply reply = await(on.events().waitlistEntry(event, user));
        assertThat(reply).isInstanceOf(EventReply.EntryState.class);
        return (EventReply.EntryState) reply;
    }

    private static EventView view(TestNode on, UUID event) {
        return ((EventReply.EventState) await(on.events().get(event))).event();
    }

    private static Book book(UUID user, int quantity) {
        return new Book(node.events().newId(), user, quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    private static EventCommand capacity(int seats) {
        return new EventCommand.ChangeEvent(
                null, null, null, null, seats, null, null, null, null, null, IfMatch.ANY, ADMIN, false);
    }

    private static void mustRefuse(TestNode on, UUID event, EventCommand command, Rejection rejection) {
        assertThat(ask(on, event, command))
                .asInstanceOf(type(EventReply.Refused.class))
                .satisfies(refused -> assertThat(refused.rejection()).isEqualTo(rejection));
    }

    private static EventReply ask(TestNode on, UUID event, EventCommand command) {
        return await(on.events().ask(event, command));
    }

    private static EventReply await(CompletableFuture<EventReply> reply) {
        return Eventually.answer(reply);
    }

    /** What the journal holds of an event. */
    private static List<Commit> commits(UUID event) throws SQLException {
        try (Connection connection = DriverManager.getConnection(databases.get(Shards.shardOf(event)));
                PreparedStatement select = connection.prepareStatement(
                        "select event_payload from event_journal where persistence_id = ? order by sequence_number")) {
            select.setString(1, "Event|" + event);
            try (ResultSet rows = select.executeQuery()) {
                List<Commit> commits = new ArrayList<>();
                while (rows.next()) {
                    commits.add(EventRecords.readCommit(rows.getBytes(1)));
                }
                return commits;
            }
        }
    }
}
