package io.evently.event;

import static io.evently.event.EventFixture.A;
import static io.evently.event.EventFixture.ADMIN;
import static io.evently.event.EventFixture.ALICE;
import static io.evently.event.EventFixture.B;
import static io.evently.event.EventFixture.BOB;
import static io.evently.event.EventFixture.DAY;
import static io.evently.event.EventFixture.MINUTE;
import static io.evently.event.EventFixture.START;
import static io.evently.event.EventFixture.book;
import static io.evently.event.EventFixture.cancelled;
import static io.evently.event.EventFixture.eventOf;
import static io.evently.event.EventFixture.expired;
import static io.evently.event.EventFixture.hold;
import static io.evently.event.EventFixture.join;
import static io.evently.event.EventFixture.ranOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an event has forgotten is answered as the event would have answered while it still remembered. */
class ForgottenRulesTest {

    private static final UUID ENTRY = new UUID(4, 1);
    private static final UUID AGAIN = new UUID(9, 9);

    /** How a booking ended; {@code A} is Alice's. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum EndedBooking {
        CANCELLED(eventOf(10).given(book(A, ALICE, 2)).given(cancelled(A, ALICE))),
        CANCELLED_HOLD(eventOf(10).given(hold(A, ALICE, 2)).given(cancelled(A, ADMIN))),
        EXPIRED(eventOf(10).given(hold(A, ALICE, 2)).after(10 * MINUTE).given(expired(A)));

        private final EventFixture event;

        EndedBooking(EventFixture event) {
            this.event = event.at(START + DAY - MINUTE).marked();
        }

        Booking booking() {
            return event.booking(A);
        }

        Decision actor(EventCommand command) {
            return Decider.decide(event.event(), START + DAY - MINUTE, command);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aConfirmationIsAnsweredAlike(EndedBooking ended) {
        Stream.of(ALICE, BOB).map(by -> new ConfirmHold(A, by)).forEach(confirm -> assertThat(
                        answer(ForgottenRules.confirm(ended.booking(), confirm), ended.booking()))
                .isEqualTo(answer(ended.actor(confirm), ended.booking())));
    }

    @ParameterizedTest
    @EnumSource
    void aCancellationIsAnsweredAlike(EndedBooking ended) {
        Stream.of(
                        new CancelBooking(A, ALICE, false),
                        new CancelBooking(A, BOB, false),
                        new CancelBooking(A, ADMIN, true))
                .forEach(cancel -> assertThat(answer(ForgottenRules.cancel(ended.booking(), cancel), ended.booking()))
                        .isEqualTo(answer(ended.actor(cancel), ended.booking())));
    }

    /** How a promotion of Bob's ended. */
    @SuppressWarnings("ImmutableEnumChecker")
    enum EndedPromotion {
        USED((event, promotion) -> event.given(new Fact.PromotionClaimed(promotion, B))),
        USED_AND_CANCELLED((event, promotion) ->
                event.given(new Fact.PromotionClaimed(promotion, B)).given(cancelled(B, BOB))),
        DECLINED((event, promotion) -> event.given(new Fact.PromotionDeclined(promotion))),
        RAN_OUT((event, promotion) -> event.after(15 * MINUTE).given(ranOut(promotion)));

        private final EventFixture event;
        private final UUID id;

        EndedPromotion(BiFunction<EventFixture, UUID, EventFixture> end) {
            EventFixture sold = eventOf(1).given(book(A, ALICE, 1)).given(join(ENTRY, BOB, 1));
            EventFixture promoted = sold.given(cancelled(A, ALICE)).promises(ENTRY);
            this.id = promoted.promotionOf(ENTRY);
            this.event = end.apply(promoted, id).at(START + DAY - MINUTE).marked();
        }

        Promotion promotion() {
            return event.event().promotion(id, START + DAY - MINUTE);
        }

        Booking booking() {
            return promotion().bookingId() == null
                    ? null
                    : event.event().booking(promotion().bookingId(), START + DAY - MINUTE);
        }

        Decision actor(EventCommand command) {
            return Decider.decide(event.event(), START + DAY - MINUTE, command);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aClaimIsAnsweredAlike(EndedPromotion ended) {
        Stream.of(BOB, ALICE).map(by -> new ClaimPromotion(ended.id, AGAIN, by)).forEach(claim -> assertThat(
                        ForgottenRules.claim(ended.promotion(), ended.booking(), claim))
                .isEqualTo(withoutPrice(ended.actor(claim))));
    }

    @ParameterizedTest
    @EnumSource
    void aRefusalToClaimIsAnsweredAlike(EndedPromotion ended) {
        Stream.of(BOB, ALICE).map(by -> new DeclinePromotion(ended.id, by)).forEach(decline -> assertThat(
                        ForgottenRules.decline(ended.promotion(), decline))
                .isEqualTo(withoutPrice(ended.actor(decline))));
    }

    @Test
    void whatNeverWasIsNotFound() {
        assertThat(ForgottenRules.confirm(null, new ConfirmHold(A, ALICE)))
                .isEqualTo(none(Rejection.BOOKING_NOT_FOUND));
        assertThat(ForgottenRules.cancel(null, new CancelBooking(A, ADMIN, true)))
                .isEqualTo(none(Rejection.BOOKING_NOT_FOUND));
        assertThat(ForgottenRules.claim(null, null, new ClaimPromotion(A, AGAIN, ALICE)))
                .isEqualTo(none(Rejection.PROMOTION_NOT_FOUND));
        assertThat(ForgottenRules.decline(null, new DeclinePromotion(A, ALICE)))
                .isEqualTo(none(Rejection.PROMOTION_NOT_FOUND));
    }

    private static Decision none(Rejection rejection) {
        return new Decision.Refused(rejection, 0);
    }

    private record Shown(Booking booking, boolean replayed) {}

    /** What the client hears: a refusal, or a booking. */
    private static Object answer(Decision decision, Booking booking) {
        if (decision instanceof Decision.Repeated repeated) {
            return new Shown(repeated.booking(), repeated.byClient());
        }
        return decision instanceof Decision.Accepted ? new Shown(booking, false) : withoutPrice(decision);
    }

    private static Decision withoutPrice(Decision decision) {
        return decision instanceof Decision.Refused refused ? none(refused.rejection()) : decision;
    }
}
