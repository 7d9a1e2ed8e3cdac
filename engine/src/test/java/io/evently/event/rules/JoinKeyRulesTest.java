package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.DAY;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.joined;
import static io.evently.event.rules.EventFixture.keyed;
import static io.evently.event.rules.EventFixture.left;
import static io.evently.event.rules.EventFixture.prioritised;
import static io.evently.event.rules.EventFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.BookingLimit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.KeyHash;
import io.evently.event.NotifyPrefs;
import io.evently.event.Promotion;
import io.evently.event.Rejection;
import io.evently.event.WaitlistEntry;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** One idempotency key, one entry of the waitlist, one answer. */
class JoinKeyRulesTest {

    private static final UUID E1 = new UUID(4, 1);
    private static final UUID E2 = new UUID(4, 2);
    private static final UUID E3 = new UUID(4, 3);
    private static final UUID CAROL = new UUID(0, 4);

    /** Ten seats, all sold to Alice; Carol waits, Bob behind her. */
    private final EventFixture waiting = eventOf(10)
            .given(book(A, ALICE, 10))
            .given(join(E3, CAROL, 10))
            .given(joined(keyed("k", join(E1, BOB, 2)), 2));

    private final WaitlistEntry first = waiting.event().waitlist().entryOf(BOB);

    @Test
    void thePlaceIsKeptWithTheKey() {
        EventFixture event = eventOf(10).given(book(A, ALICE, 10)).given(join(E3, CAROL, 10));

        event.when(keyed("k", join(E1, BOB, 2))).then(joined(keyed("k", join(E1, BOB, 2)), 2));
    }

    @Test
    void aRepeatIsAnsweredAsTheFirstTime() {
        waiting.when(keyed("k", join(E2, BOB, 2))).thenReplayed(first, 2).hasQueue(E3, E1);
    }

    @Test
    void whateverBecameOfTheEntryAndItsPlace() {
        EventCommand.JoinWaitlist again = keyed("k", join(E2, BOB, 2));
        waiting.given(prioritised(E1, 7)).when(again).thenReplayed(first, 2);
        waiting.given(cancelled(A, ALICE)).promises(E1).when(again).thenReplayed(first, 2);
        waiting.given(left(E1)).when(again).thenReplayed(first, 2);
        waiting.given(eventCancelled()).when(again).thenReplayed(first, 2);
        waiting.restored().when(again).thenReplayed(first, 2);
    }

    static Stream<EventCommand.JoinWaitlist> otherRequests() {
        return Stream.of(
                keyed("k", join(E2, BOB, 3)),
                keyed("k", until(START + HOUR, join(E2, BOB, 2))),
                new EventCommand.JoinWaitlist(E2, BOB, 2, 0, new NotifyPrefs(true, false), KeyHash.of("k")));
    }

    @ParameterizedTest
    @MethodSource("otherRequests")
    void anotherRequestMayNotReuseTheKey(EventCommand.JoinWaitlist other) {
        waiting.when(other).thenRefused(Rejection.IDEMPOTENCY_KEY_REUSED);
    }

    @Test
    void theNodesOwnRetryIsRecognisedAfterTheEntryEndedToo() {
        waiting.when(keyed("k", join(E1, BOB, 2))).thenUnchanged();

        waiting.given(left(E1));
        EventCommand copy = keyed("k", join(E1, BOB, 2));
        assertThat(Decider.decide(waiting.event(), START, copy))
                .isEqualTo(new Decision.RepeatedJoin(first, 2, null, false));
    }

    @Test
    void everyUserHasKeysOfTheirOwnAndAnotherKeyIsAnotherWish() {
        UUID dan = new UUID(0, 5);
        waiting.when(keyed("k", join(E2, dan, 1))).then(joined(keyed("k", join(E2, dan, 1)), 3));
        waiting.when(keyed("other", join(new UUID(4, 9), BOB, 2))).thenRefused(Rejection.ALREADY_WAITING);
    }

    @Test
    void aKeyOfABookingIsNoneOfTheWaitlist() {
        EventFixture event = eventOf(2).given(keyed("k", book(A, BOB, 1))).given(book(EventFixture.B, ALICE, 1));

        event.when(keyed("k", join(E1, BOB, 1))).then(joined(keyed("k", join(E1, BOB, 1)), 1));
        event.when(keyed("k", book(EventFixture.C, BOB, 1))).thenReplayed(event.booking(A));
    }

    @Test
    void aRefusalLeavesTheKeyFree() {
        EventFixture event = eventOf(2);
        event.when(keyed("k", join(E1, BOB, 2))).thenRefused(Rejection.SEATS_AVAILABLE);
        event.given(book(A, ALICE, 2));

        event.when(keyed("k", join(E1, BOB, 1))).then(joined(keyed("k", join(E1, BOB, 1)), 1));
    }

    @Test
    void aKeyIsKeptFor24HoursAndNotAMicrosecondLonger() {
        waiting.given(left(E1));
        EventCommand.JoinWaitlist again = keyed("k", join(E2, BOB, 1));

        for (EventFixture each : new EventFixture[] {waiting, waiting.restored()}) {
            each.at(START + DAY - 1).when(again).thenRefused(Rejection.IDEMPOTENCY_KEY_REUSED);
            each.at(START + DAY).when(again).then(joined(again, 2));
            each.when(keyed("k", join(new UUID(4, 7), BOB, 1)))
                    .thenReplayed(each.event().waitlist().entryOf(BOB), 2);
        }
    }

    /** Behind Carol, whom an admin moved back, and who wants more than is free. */
    @Test
    void whoWasPromotedAtOnceIsAnsweredSoEverAfter() {
        EventFixture event =
                eventOf(10).given(book(A, ALICE, 8)).given(join(E3, CAROL, 3)).given(prioritised(E3, -1));
        event.given(joined(keyed("k", join(E1, BOB, 2)), 1)).promises(E1);
        WaitlistEntry promoted = event.event().waitlist().entryOf(BOB);
        Promotion promotion = event.event().promotion(promoted.promotionId(), START);
        event.after(MINUTE).given(new Fact.PromotionDeclined(promotion.id()));

        for (EventFixture each : new EventFixture[] {event, event.restored()}) {
            Decision again = Decider.decide(each.event(), START + MINUTE, keyed("k", join(E2, BOB, 2)));
            assertThat(again).isEqualTo(new Decision.RepeatedJoin(promoted, 0, promotion, true));
        }
    }

    @Test
    void whoJoinsAndLeavesInALoopFillsNothing() {
        EventFixture event = eventOf(1).given(book(A, ALICE, 1));
        for (int i = 0; i < 100; i++) {
            event.given(joined(keyed("k" + i, join(new UUID(4, i), BOB, 1)), 1)).given(left(new UUID(4, i)));
        }
        for (EventFixture each : new EventFixture[] {event, event.restored()}) {
            each.at(START + DAY - 1)
                    .when(keyed("k100", join(new UUID(4, 100), BOB, 1)))
                    .thenRefused(BookingLimit.JOINS_IN_A_DAY);
            EventCommand.JoinWaitlist without = join(new UUID(4, 100), BOB, 1);
            each.when(without).then(joined(without)).given(left(new UUID(4, 100)));
            EventCommand.JoinWaitlist keyed = keyed("k100", join(new UUID(4, 101), BOB, 1));
            each.at(START + DAY).when(keyed).then(joined(keyed, 1));
        }
    }
}
