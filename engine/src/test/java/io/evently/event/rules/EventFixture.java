package io.evently.event.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.evently.event.Booking;
import io.evently.event.BookingLimit;
import io.evently.event.BookingStatus;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.PricingRule;
import io.evently.event.Rejection;
import io.evently.event.SeatCounts;
import io.evently.event.SeatLimit;
import io.evently.event.WaitlistEntry;
import io.evently.event.WaitlistPolicy;
import io.evently.event.record.EventRecords;
import io.evently.event.state.Event;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/**
 * An event in a test: given facts, when a command, then facts or a rejection. Every decision is checked to have changed
 * nothing, every commit to have conserved the seats.
 */
final class EventFixture {

    static final UUID ADMIN = new UUID(0, 1);
    static final UUID ALICE = new UUID(0, 2);
    static final UUID BOB = new UUID(0, 3);
    static final UUID EVENT = new UUID(0, 10);
    static final UUID A = new UUID(0, 100);
    static final UUID B = new UUID(0, 101);
    static final UUID C = new UUID(0, 102);

    /** 2026-01-01T00:00:00Z, when the event of every test is created. */
    static final long START = 1_767_225_600_000_000L;

    static final long MINUTE = 60_000_000L;
    static final long HOUR = 60 * MINUTE;
    static final long DAY = 24 * HOUR;
    static final long EVENT_DATE = START + 30 * DAY;

    /** Cents per seat, unless a test says otherwise. */
    static final long PRICE = 5_000;

    private final Event event;
    private long now;

    private EventFixture(Event event, long now) {
        this.event = event;
        this.now = now;
    }

    // ---- given ----

    static EventFixture nothing() {
        return new EventFixture(new Event(), START);
    }

    static EventFixture eventOf(int capacity) {
        return event(capacity, PRICE, null, details());
    }

    static EventFixture event(int capacity, long price, PricingRule rule, Details details) {
        return nothing().given(new Fact.EventCreated(EVENT, details, capacity, price, rule, ADMIN));
    }

    static Details details() {
        return limits(10, 0);
    }

    static Details firstFit() {
        return new Details("Concert", null, "Hall", EVENT_DATE, 10, 0, 10, WaitlistPolicy.FIRST_FIT, 15);
    }

    static Details limits(int maxPerBooking, int maxPerUser) {
        return new Details(
                "Concert", null, "Hall", EVENT_DATE, maxPerBooking, maxPerUser, 10, WaitlistPolicy.STRICT, 15);
    }

    EventFixture given(Fact... facts) {
        commit(List.of(facts));
        return this;
    }

    /** Time goes by, and nobody tells the event. */
    EventFixture after(long micros) {
        now += micros;
        return this;
    }

    EventFixture at(long micros) {
        now = micros;
        return this;
    }

    /** A commit without facts, as one that only asks for a snapshot. */
    EventFixture marked() {
        commit(List.of());
        return this;
    }

    /** The event as it comes back from its snapshot. */
    EventFixture restored() {
        return new EventFixture(EventRecords.readEvent(EventRecords.write(event)), now);
    }

    // ---- when ----

    Then when(EventCommand command) {
        byte[] before = digest();
        Decision decision = Decider.decide(event, now, command);
        assertThat(digest()).as("deciding changes nothing").isEqualTo(before);
        return new Then(decision);
    }

    /** What came of a command. */
    final class Then {
        private final Decision decision;

        private Then(Decision decision) {
            this.decision = decision;
        }

        /** These facts, which happen at once. */
        EventFixture then(Fact... facts) {
            assertThat(decision)
                    .asInstanceOf(type(Decision.Accepted.class))
                    .satisfies(accepted -> assertThat(accepted.facts()).containsExactly(facts));
            return given(facts);
        }

        EventFixture thenRefused(Rejection rejection) {
            assertThat(decision).asInstanceOf(type(Decision.Refused.class)).satisfies(refused -> {
                assertThat(refused.rejection()).isEqualTo(rejection);
                assertThat(refused.currentPrice()).isEqualTo(event.currentPrice());
                assertThat(refused.limit() != null).isEqualTo(rejection == Rejection.BOOKING_LIMIT_REACHED);
            });
            return EventFixture.this;
        }

        EventFixture thenRefused(BookingLimit limit) {
            assertThat(decision)
                    .isEqualTo(new Decision.Refused(Rejection.BOOKING_LIMIT_REACHED, event.currentPrice(), limit));
            return EventFixture.this;
        }

        /** It was so already: granted, without a fact. */
        EventFixture thenUnchanged() {
            assertThat(decision)
                    .asInstanceOf(type(Decision.Accepted.class))
                    .satisfies(accepted -> assertThat(accepted.facts()).isEmpty());
            return EventFixture.this;
        }

        /** The answer of an earlier request, repeated by the client. */
        EventFixture thenReplayed(Booking first) {
            assertThat(decision).isEqualTo(new Decision.Repeated(first, true));
            return EventFixture.this;
        }

        /** The answer to an earlier request to join, recognised by the client's key. */
        EventFixture thenReplayed(WaitlistEntry first, int position) {
            assertThat(decision).isEqualTo(new Decision.RepeatedJoin(first, position, null, true));
            return EventFixture.this;
        }

        /** The answer of an earlier request, recognised by the booking's id: the node itself asked again. */
        EventFixture thenRecognised(Booking first) {
            assertThat(decision).isEqualTo(new Decision.Repeated(first, false));
            return EventFixture.this;
        }
    }

    /** What time has ended by now, and it happens. */
    EventFixture dueEnds(Fact... facts) {
        byte[] before = digest();
        assertThat(DueFacts.next(event, now, 1_000)).containsExactly(facts);
        assertThat(digest()).as("looking for what is due changes nothing").isEqualTo(before);
        return given(facts);
    }

    /** Seats are promised to these entries, in this order, at the present price and for the present window. */
    EventFixture promises(UUID... entryIds) {
        byte[] before = digest();
        List<Fact> due = DueFacts.next(event, now, 1_000);
        assertThat(digest()).as("looking for what is due changes nothing").isEqualTo(before);
        long until = now + event.details().windowMinutes() * MINUTE;
        assertThat(due)
                .allSatisfy(fact -> assertThat(fact)
                        .asInstanceOf(type(Fact.PromotionMade.class))
                        .satisfies(made -> assertThat(made.unitPrice()).isEqualTo(event.currentPrice()))
                        .satisfies(made -> assertThat(made.expiresAt()).isEqualTo(until)))
                .extracting(fact -> ((Fact.PromotionMade) fact).entryId())
                .containsExactly(entryIds);
        commit(due);
        return this;
    }

    /** Nothing is due: no deadline has passed, and no free seat belongs to anybody who waits. */
    EventFixture owesNothing() {
        assertThat(DueFacts.next(event, now, 1)).isEmpty();
        return this;
    }

    // ---- then ----

    /** The promotion of an entry that has one. */
    UUID promotionOf(UUID entryId) {
        return event.waitlist().entry(entryId).promotionId();
    }

    EventFixture hasQueue(UUID... entryIds) {
        assertThat(event.waiting(-1, 100).stream().map(WaitlistEntry::id))
                .as("who waits, in order")
                .containsExactly(entryIds);
        for (int place = 0; place < entryIds.length; place++) {
            assertThat(event.positionOf(event.waitlist().entry(entryIds[place])))
                    .isEqualTo(place + 1);
        }
        return this;
    }

    EventFixture hasPromised(int seats) {
        assertThat(event.tally().promised()).as("promised seats").isEqualTo(seats);
        return this;
    }

    Event event() {
        return event;
    }

    Booking booking(UUID id) {
        return event.booking(id, now);
    }

    EventFixture shows(UUID id, BookingStatus status) {
        assertThat(booking(id)).as("booking %s", id).isNotNull();
        assertThat(booking(id).status()).isEqualTo(status);
        return this;
    }

    EventFixture hasForgotten(UUID id) {
        assertThat(booking(id)).as("booking %s", id).isNull();
        return this;
    }

    EventFixture hasSeats(int available, int held, int confirmed) {
        SeatCounts tally = event.tally();
        assertThat(List.of(tally.available(), tally.held(), tally.confirmed()))
                .as("available, held and confirmed seats")
                .containsExactly(available, held, confirmed);
        return this;
    }

    // ---- commands ----

    static EventCommand.Book book(UUID id, UUID user, int quantity) {
        return new EventCommand.Book(id, user, quantity, false, Booking.NO_EXPECTED_PRICE, null);
    }

    static EventCommand.Book hold(UUID id, UUID user, int quantity) {
        return new EventCommand.Book(id, user, quantity, true, Booking.NO_EXPECTED_PRICE, null);
    }

    static EventCommand.Book keyed(String key, EventCommand.Book book) {
        return new EventCommand.Book(
                book.bookingId(), book.userId(), book.quantity(), book.hold(), book.expectedPrice(), KeyHash.of(key));
    }

    static EventCommand.Book expecting(long price, EventCommand.Book book) {
        return new EventCommand.Book(book.bookingId(), book.userId(), book.quantity(), book.hold(), price, book.key());
    }

    static EventCommand confirm(UUID id, UUID user) {
        return new EventCommand.ConfirmHold(id, user);
    }

    static EventCommand cancel(UUID id, UUID user) {
        return new EventCommand.CancelBooking(id, user, false);
    }

    static EventCommand cancelAsAdmin(UUID id) {
        return new EventCommand.CancelBooking(id, ADMIN, true);
    }

    static EventCommand changeCapacity(int capacity) {
        return changeCapacity(capacity, anyVersion());
    }

    static EventCommand changeCapacity(int capacity, EventCommand.IfMatch ifMatch) {
        return new EventCommand.ChangeEvent(
                null, null, null, null, capacity, null, null, null, null, null, ifMatch, ADMIN, false);
    }

    static EventCommand setPrice(long price) {
        return new EventCommand.SetPrice(price, "demand", anyVersion(), ADMIN);
    }

    static EventCommand cancelEvent() {
        return new EventCommand.CancelEvent("rain", anyVersion(), ADMIN);
    }

    static EventCommand completeEvent() {
        return new EventCommand.CompleteEvent(anyVersion(), ADMIN);
    }

    static EventCommand deleteEvent() {
        return new EventCommand.DeleteEvent(anyVersion(), ADMIN);
    }

    static EventCommand.JoinWaitlist join(UUID entryId, UUID user, int quantity) {
        return new EventCommand.JoinWaitlist(entryId, user, quantity, 0, NotifyPrefs.ALL, null);
    }

    static EventCommand.JoinWaitlist keyed(String key, EventCommand.JoinWaitlist join) {
        return new EventCommand.JoinWaitlist(
                join.entryId(), join.userId(), join.quantity(), join.expiresAt(), join.notifyPrefs(), KeyHash.of(key));
    }

    static EventCommand.JoinWaitlist until(long expiresAt, EventCommand.JoinWaitlist join) {
        return new EventCommand.JoinWaitlist(
                join.entryId(), join.userId(), join.quantity(), expiresAt, join.notifyPrefs(), join.key());
    }

    static EventCommand leave(UUID user) {
        return new EventCommand.LeaveWaitlist(user, null);
    }

    static EventCommand setPriority(UUID entryId, int priority) {
        return new EventCommand.SetPriority(entryId, priority, "a spoilt seat", ADMIN);
    }

    static EventCommand claim(UUID promotionId, UUID bookingId, UUID user) {
        return new EventCommand.ClaimPromotion(promotionId, bookingId, user);
    }

    static EventCommand decline(UUID promotionId, UUID user) {
        return new EventCommand.DeclinePromotion(promotionId, user);
    }

    static EventCommand changeWaiting(Integer maxPerBooking, WaitlistPolicy policy, Integer windowMinutes) {
        return new EventCommand.ChangeEvent(
                null,
                null,
                null,
                null,
                null,
                maxPerBooking,
                null,
                null,
                policy,
                windowMinutes,
                anyVersion(),
                ADMIN,
                false);
    }

    static EventCommand changeMaxPerUser(int maxPerUser) {
        return new EventCommand.ChangeEvent(
                null, null, null, null, null, null, maxPerUser, null, null, null, anyVersion(), ADMIN, false);
    }

    static EventCommand.IfMatch anyVersion() {
        return EventCommand.IfMatch.ANY;
    }

    static EventCommand.IfMatch version(long version) {
        return new EventCommand.IfMatch(false, Set.of(version));
    }

    // ---- facts ----

    /** What {@code book} becomes at {@code unitPrice}, when decided at {@code at}. */
    static Fact made(EventCommand.Book book, long unitPrice, long at) {
        return new Fact.BookingMade(
                book.bookingId(),
                book.userId(),
                book.quantity(),
                unitPrice,
                book.hold() ? at + 10 * MINUTE : 0,
                book.key(),
                book.expectedPrice());
    }

    /** What {@code book} becomes now, at the usual price. */
    Fact made(EventCommand.Book book) {
        return made(book, PRICE, now);
    }

    EventFixture given(EventCommand.Book book) {
        return given(made(book));
    }

    /** What {@code join} becomes without a key. */
    static Fact joined(EventCommand.JoinWaitlist join) {
        return joined(join, 0);
    }

    /** What {@code join} becomes at this position, which is kept with its key. */
    static Fact joined(EventCommand.JoinWaitlist join, int position) {
        return new Fact.WaitlistJoined(
                join.entryId(),
                join.userId(),
                join.quantity(),
                join.expiresAt(),
                join.notifyPrefs(),
                join.key(),
                position);
    }

    static Fact impossible(UUID entryId, SeatLimit limit) {
        return new Fact.EntryMadeImpossible(entryId, limit);
    }

    /** Nobody claimed it in time. */
    static Fact ranOut(UUID promotionId) {
        return new Fact.PromotionExpired(promotionId, false);
    }

    EventFixture given(EventCommand.JoinWaitlist join) {
        return given(joined(join));
    }

    static Fact left(UUID entryId) {
        return new Fact.WaitlistLeft(entryId);
    }

    static Fact prioritised(UUID entryId, int priority) {
        return new Fact.PriorityChanged(entryId, priority, "a spoilt seat", ADMIN);
    }

    static Fact confirmed(UUID id) {
        return new Fact.HoldConfirmed(id);
    }

    static Fact cancelled(UUID id, UUID by) {
        return new Fact.BookingCancelled(id, by);
    }

    static Fact expired(UUID id) {
        return new Fact.HoldExpired(id);
    }

    static Fact eventCancelled() {
        return new Fact.EventCancelled("rain", ADMIN);
    }

    static Fact eventCompleted() {
        return new Fact.EventCompleted(ADMIN);
    }

    static Fact pricedByHand(long from, long to) {
        return new Fact.PriceChanged(from, to, "demand", Fact.PriceChanged.BY_HAND, ADMIN);
    }

    // ---- how it is done ----

    /** Applies the facts one by one to the event and as one commit to its copy: both must come out the same. */
    private void commit(List<Fact> facts) {
        long first = event.lastFact() + 1;
        Event copy = event.isBlank() ? new Event() : restored().event;
        for (Fact fact : facts) {
            copy.apply(fact, now);
            Seats.mustBeConserved(copy, now);
        }
        event.apply(new Commit(now, first, facts, copy.tally(), copy.queue()));
    }

    private byte[] digest() {
        return event.isBlank() ? new byte[0] : EventRecords.write(event);
    }
}
