package io.evently.event.actor;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.Eventually;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.Book;
import io.evently.event.KeyHash;
import io.evently.event.Rejection;
import io.evently.event.WaitlistPolicy;
import io.evently.time.PushedClock;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Ring 2: events as actors on a real journal. */
class EventsTest {

    private static final UUID ADMIN = UUID.randomUUID();

    private static List<String> databases;
    private static PushedClock clock;
    private static TestNode node;

    @BeforeAll
    static void start() {
        databases = TestNode.databases("events");
        clock = new PushedClock();
        node = TestNode.start(databases, clock, System::nanoTime, "");
    }

    @AfterAll
    static void stop() {
        node.close();
    }

    @Test
    void sellsExactlyItsCapacityWhenManyAskAtOnce() {
        UUID event = create(100);
        List<CompletableFuture<EventReply>> asked = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            asked.add(node.events().ask(event, book(UUID.randomUUID(), 1 + i % 3)));
        }

        int sold = 0;
        for (CompletableFuture<EventReply> answer : asked) {
            EventReply reply = await(answer);
            if (reply instanceof EventReply.BookingState state) {
                sold += state.booking().quantity();
            } else {
                assertThat(((EventReply.Refused) reply).rejection())
                        .isIn(Rejection.SOLD_OUT, Rejection.NOT_ENOUGH_SEATS);
            }
        }
        assertThat(sold).isEqualTo(100);
        EventView view = ((EventReply.EventState) await(node.events().get(event))).event();
        assertThat(view.seats().confirmed()).isEqualTo(100);
        assertThat(view.seats().available()).isZero();
    }

    @Test
    void whoGotAnAnswerSeesItInWhatTheNodePublishes() {
        UUID event = create(10);
        for (int sold = 1; sold <= 5; sold++) {
            await(node.events().ask(event, book(UUID.randomUUID(), 1)));
            EventView view = ((EventReply.EventState) await(node.events().get(event))).event();
            assertThat(view.seats().confirmed()).isEqualTo(sold);
        }
    }

    @Test
    void everyAnsweredBookingAndItsKeyOutliveTheNode() {
        List<String> own = TestNode.databases("outlive");
        UUID user = UUID.randomUUID();
        Book keyed = new Book(UUID.randomUUID(), user, 2, false, Booking.NO_EXPECTED_PRICE, KeyHash.of("the same key"));
        UUID event;
        Booking first;
        try (TestNode before = TestNode.start(own)) {
            event = create(before, 50);
            first = booking(await(before.events().ask(event, keyed)));
            for (int i = 0; i < 20; i++) {
                booking(await(before.events().ask(event, book(UUID.randomUUID(), 1))));
            }
        }
        try (TestNode after = TestNode.start(own)) {
            EventView view = ((EventReply.EventState) await(after.events().get(event))).event();
            assertThat(view.seats().confirmed()).isEqualTo(22);

            Book again =
                    new Book(UUID.randomUUID(), user, 2, false, Booking.NO_EXPECTED_PRICE, KeyHash.of("the same key"));
            EventReply.BookingState repeat =
                    (EventReply.BookingState) await(after.events().ask(event, again));
            assertThat(repeat.replayed()).isTrue();
            assertThat(repeat.booking()).isEqualTo(first);
        }
    }

    @Test
    void theNodesOwnRetryIsRecognisedWithoutAKey() {
        UUID event = create(10);
        Book book = book(UUID.randomUUID(), 3);
        Booking first = booking(await(node.events().ask(event, book)));
        EventReply.BookingState second =
                (EventReply.BookingState) await(node.events().ask(event, book));
        assertThat(second.booking()).isEqualTo(first);
        assertThat(second.replayed()).isFalse();
    }

    @Test
    void aHoldThatRanOutGivesItsSeatsBackByItself() {
        UUID event = create(10);
        Book hold = new Book(UUID.randomUUID(), UUID.randomUUID(), 4, true, Booking.NO_EXPECTED_PRICE, null);
        Booking held = booking(await(node.events().ask(event, hold)));
        assertThat(held.status()).isEqualTo(BookingStatus.PENDING);

        clock.push(Duration.ofMinutes(11));

        EventView view = ((EventReply.EventState) await(node.events().get(event))).event();
        assertThat(view.seats().held()).isZero();
        assertThat(view.seats().available()).isEqualTo(10);
        EventReply confirm = await(node.events().ask(event, new EventCommand.ConfirmHold(held.id(), held.userId())));
        assertThat(((EventReply.Refused) confirm).rejection()).isEqualTo(Rejection.HOLD_EXPIRED);
    }

    @Test
    void aWallClockThatGoesBackDoesNotReviveAnything() {
        UUID event = create(10);
        booking(await(node.events().ask(event, book(UUID.randomUUID(), 1))));
        clock.push(Duration.ofHours(1).negated());

        Booking later = booking(await(node.events().ask(event, book(UUID.randomUUID(), 1))));

        EventView view = ((EventReply.EventState) await(node.events().get(event))).event();
        assertThat(later.createdAt()).isGreaterThan(view.event().createdAt());
        clock.push(Duration.ofHours(1));
    }

    @Test
    void anEventNobodyCreatedIsNotFoundAndKeepsNoActor() {
        EventReply reply = await(node.events().get(node.events().newId()));
        assertThat(((EventReply.Refused) reply).rejection()).isEqualTo(Rejection.EVENT_NOT_FOUND);
    }

    @Test
    void pastTheBoundTheAnswerIsBusyAndNothingHappens() throws SQLException {
        List<String> own = TestNode.databases("busy");
        try (TestNode small =
                TestNode.start(own, Clock.systemUTC(), System::nanoTime, "evently.engine.max-waiting-per-event = 10")) {
            UUID event = create(small, 1000);
            List<CompletableFuture<EventReply>> asked = new ArrayList<>();
            try (Connection holding = DriverManager.getConnection(own.get(Shards.shardOf(event)));
                    Statement statement = holding.createStatement()) {
                // Else a fast journal might answer ten before the eleventh is asked.
                holding.setAutoCommit(false);
                statement.execute("lock table event_journal in share mode");
                for (int i = 0; i < 200; i++) {
                    asked.add(small.events().ask(event, book(UUID.randomUUID(), 1)));
                }
                holding.rollback();
            }
            long booked = asked.stream()
                    .map(EventsTest::await)
                    .filter(EventReply.BookingState.class::isInstance)
                    .count();
            long busy = asked.stream()
                    .map(EventsTest::await)
                    .filter(EventReply.Busy.class::isInstance)
                    .count();

            assertThat(booked + busy).isEqualTo(200);
            assertThat(busy).isEqualTo(190);
            EventView view = ((EventReply.EventState) await(small.events().get(event))).event();
            assertThat(view.seats().confirmed()).isEqualTo((int) booked);
        }
    }

    @Test
    void aDatabaseThatIsAwayForAMomentCostsNoAnswer() throws SQLException {
        List<String> own = TestNode.databases("blinking");
        try (TestNode node = TestNode.start(own)) {
            UUID event = create(node, 100);
            String url = own.get(Shards.shardOf(event));
            booking(await(node.events().ask(event, book(UUID.randomUUID(), 1))));

            execute(url, "alter table event_journal rename to journal_gone");
            CompletableFuture<EventReply> during = node.events().ask(event, book(UUID.randomUUID(), 2));
            Eventually.await(() -> node.metrics().get("evently.journal.oldest.write").gauges().stream()
                    .anyMatch(age -> age.value() > 0.3));
            execute(url, "alter table journal_gone rename to event_journal");

            booking(await(during));
            // The commit was tried again where it was: neither the event nor who asked has noticed.
            assertThat(node.metrics().get("evently.requests.repeated").counter().count())
                    .isZero();
            EventView view = ((EventReply.EventState) await(node.events().get(event))).event();
            assertThat(view.seats().confirmed()).isEqualTo(3);
        }
    }

    @Test
    void aCommitThatFailsUntilTimeIsUpIsNoBookingAndTheEventComesBack() throws SQLException {
        List<String> own = TestNode.databases("failing");
        UUID event;
        try (TestNode before = TestNode.start(own)) {
            event = create(before, 100);
            booking(await(before.events().ask(event, book(UUID.randomUUID(), 1))));
        }
        // Time is up sooner than a client's would be.
        try (TestNode failing =
                TestNode.start(own, Clock.systemUTC(), System::nanoTime, "evently.engine.ask-timeout = 2s")) {
            String url = own.get(Shards.shardOf(event));
            execute(url, "alter table event_journal rename to journal_gone");
            EventReply during = await(failing.events().ask(event, book(UUID.randomUUID(), 2)));
            assertThat(during).isIn(EventReply.Unknown.INSTANCE, EventReply.Busy.INSTANCE);
            execute(url, "alter table journal_gone rename to event_journal");

            Book afterwards = book(UUID.randomUUID(), 3);
            Eventually.await(() -> await(failing.events().ask(event, afterwards)) instanceof EventReply.BookingState);
            Eventually.await(() -> await(failing.events().get(event)) instanceof EventReply.EventState state
                    && state.event().seats().confirmed() >= 4);
        }
    }

    @Test
    void anIdleEventLeavesASnapshotAndComesBackFromItWholeAndNotEarlier() throws SQLException {
        List<String> own = TestNode.databases("idle");
        PushedClock wall = new PushedClock();
        try (TestNode forgetful = TestNode.start(
                own,
                wall,
                System::nanoTime,
                "pekko.cluster.sharding.passivation.evently-strategy.idle-entity.timeout = 1s")) {
            UUID event = create(forgetful, 2000);
            List<CompletableFuture<EventReply>> asked = new ArrayList<>();
            for (int i = 0; i < 600; i++) {
                asked.add(forgetful.events().ask(event, book(UUID.randomUUID(), 1)));
            }
            long before = asked.stream()
                    .mapToLong(answer -> booking(await(answer)).createdAt())
                    .max()
                    .orElseThrow();
            // Time passes before it stops, however long that takes here.
            wall.push(Duration.ofSeconds(30));

            String url = own.get(Shards.shardOf(event));
            Eventually.await(() -> count(url, "select count(*) from snapshot") > 0 && forgetful.hosted() == 0);

            // It comes back where the clock is behind; it stopped some time after its last booking.
            wall.push(Duration.ofHours(1).negated());
            Booking after = booking(await(forgetful.events().ask(event, book(UUID.randomUUID(), 1))));
            assertThat(after.createdAt() - before).isGreaterThan(TimeUnit.MILLISECONDS.toMicros(500));
            EventView view = ((EventReply.EventState) await(forgetful.events().get(event))).event();
            assertThat(view.seats().confirmed()).isEqualTo(601);
            assertThat(view.revision()).isEqualTo(602);
        }
    }

    private static void execute(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static long count(String url, String sql) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private static UUID create(int capacity) {
        return create(node, capacity);
    }

    private static UUID create(TestNode on, int capacity) {
        UUID id = on.events().newId();
        Details details = new Details(
                "Concert",
                null,
                "Hall",
                on.events().now() + TimeUnit.DAYS.toMicros(100),
                10,
                0,
                10,
                WaitlistPolicy.STRICT,
                15);
        EventReply reply =
                await(on.events().ask(id, new EventCommand.CreateEvent(id, details, capacity, 4990, null, ADMIN)));
        assertThat(reply).isInstanceOf(EventReply.EventState.class);
        return id;
    }

    private static Book book(UUID user, int quantity) {
        return new Book(node.events().newId(), user, quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    private static Booking booking(EventReply reply) {
        assertThat(reply).isInstanceOf(EventReply.BookingState.class);
        return ((EventReply.BookingState) reply).booking();
    }

    private static EventReply await(CompletableFuture<EventReply> reply) {
        return Eventually.answer(reply);
    }
}
