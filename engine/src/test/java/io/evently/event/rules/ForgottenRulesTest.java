package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.DAY;
import static io.evently.event.rules.EventFixture.HOUR;
import static io.evently.event.rules.EventFixture.MINUTE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.eventCancelled;
import static io.evently.event.rules.EventFixture.eventCompleted;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.expired;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.join;
import static io.evently.event.rules.EventFixture.ranOut;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelBooking;
import io.evently.event.EventCommand.ClaimPromotion;
import io.evently.event.EventCommand.ConfirmHold;
import io.evently.event.EventCommand.DeclinePromotion;
import io.evently.event.Fact;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.Rejection;
import io.evently.event.state.Event;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
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
        EXPIRED(eventOf(10).given(hold(A, ALICE, 2)).after(10 * MINUTE).given(expired(A))),
        CANCELLED_WITH_ITS_EVENT(eventOf(10).given(book(A, ALICE, 2)).given(eventCancelled())),
        EXPIRED_WITH_ITS_EVENT(eventOf(10).given(hold(A, ALICE, 2)).given(eventCompleted()));

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

    @ParameterizedTest
    @EnumSource
    void aDayAfterItsEndTheEventKnowsNoBooking(EndedBooking ended) {
        Event event = later(ended.event);

        assertThat(withoutPrice(Decider.decide(event, START + DAY + HOUR, new ConfirmHold(A, ALICE))))
                .isEqualTo(none(Rejection.BOOKING_NOT_FOUND));
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

    @ParameterizedTest
    @EnumSource
    void aDayAfterItsEndTheEventKnowsNoPromotion(EndedPromotion ended) {
        Event event = later(ended.event);

        assertThat(withoutPrice(Decider.decide(event, START + DAY + HOUR, new ClaimPromotion(ended.id, AGAIN, BOB))))
                .isEqualTo(none(Rejection.PROMOTION_NOT_FOUND));
    }

    private static Event later(EventFixture fixture) {
        Event event = fixture.restored().event();
        event.forget(START + DAY + HOUR);
        return event;
    }

    /** The one difference: the event would say first that it is over itself. */
    @Test
    void afterTheEndOfTheEventALateClaimIsRefusedBecauseOfThePromotion() {
        EndedPromotion ended = EndedPromotion.RAN_OUT;
        ClaimPromotion claim = new ClaimPromotion(ended.id, AGAIN, BOB);

        ended.event.restored().given(eventCancelled()).when(claim).thenRefused(Rejection.EVENT_NOT_ON_SALE);
        assertThat(ForgottenRules.claim(ended.promotion(), null, claim)).isEqualTo(none(Rejection.PROMOTION_EXPIRED));
    }

    @Test
    void whateverHappenedToAnEventTheAnswersAreAlike() {
        Set<Object> met = new HashSet<>();
        for (int seed = 0; seed < 200; seed++) {
            new RandomHistory(seed).run(met);
        }
        assertThat(met)
                .contains(BookingStatus.CANCELLED, BookingStatus.EXPIRED)
                .contains(PromotionStatus.USED, PromotionStatus.EXPIRED)
                .contains(true, false);
    }

    /** Four customers and few seats. */
    private static final class RandomHistory {
        private final Random random;
        private final Event event = eventOf(4).event();
        private final List<UUID> customers = List.of(ALICE, BOB, new UUID(0, 4), new UUID(0, 5));
        private final List<UUID> bookings = new ArrayList<>();
        private final List<UUID> entries = new ArrayList<>();
        private final Set<UUID> promotions = new HashSet<>();
        private long at = START;

        private RandomHistory(int seed) {
            random = new Random(seed);
        }

        private void run(Set<Object> met) {
            for (int step = 0; step < 200; step++) {
                at += random.nextLong(20 * MINUTE);
                GroupCommit round = new GroupCommit(event, at, 1_000);
                round.decide(command());
                round.commit();
                entries.stream()
                        .map(id -> event.waitlist().entry(id))
                        .filter(Objects::nonNull)
                        .forEach(entry -> {
                            if (entry.promotionId() != null) {
                                promotions.add(entry.promotionId());
                            }
                        });
                bookings.forEach(id -> compareBooking(event.booking(id, at), met));
                promotions.forEach(id -> comparePromotion(event.promotion(id, at), met));
            }
        }

        private EventCommand command() {
            UUID by = any(customers);
            return switch (random.nextInt(bookings.isEmpty() || promotions.isEmpty() ? 3 : 7)) {
                case 0 -> book(fresh(bookings), by, 1);
                case 1 -> hold(fresh(bookings), by, 1);
                case 2 -> join(fresh(entries), by, 1);
                case 3 -> new ConfirmHold(any(bookings), by);
                case 4 -> new CancelBooking(any(bookings), by, random.nextBoolean());
                case 5 -> new ClaimPromotion(any(List.copyOf(promotions)), fresh(bookings), by);
                default -> new DeclinePromotion(any(List.copyOf(promotions)), by);
            };
        }

        private void compareBooking(Booking booking, Set<Object> met) {
            if (booking == null || booking.status().takesSeats()) {
                return;
            }
            met.add(booking.status());
            for (UUID by : customers) {
                ConfirmHold confirm = new ConfirmHold(booking.id(), by);
                assertThat(answer(ForgottenRules.confirm(booking, confirm), booking))
                        .isEqualTo(answer(Decider.decide(event, at, confirm), booking));
                for (boolean asAdmin : new boolean[] {false, true}) {
                    CancelBooking cancel = new CancelBooking(booking.id(), by, asAdmin);
                    assertThat(answer(ForgottenRules.cancel(booking, cancel), booking))
                            .isEqualTo(answer(Decider.decide(event, at, cancel), booking));
                }
            }
        }

        private void comparePromotion(Promotion promotion, Set<Object> met) {
            if (promotion == null || promotion.status() == PromotionStatus.PENDING) {
                return;
            }
            met.add(promotion.status());
            met.add(promotion.declined());
            Booking booking = promotion.bookingId() == null ? null : event.booking(promotion.bookingId(), at);
            for (UUID by : customers) {
                ClaimPromotion claim = new ClaimPromotion(promotion.id(), AGAIN, by);
                assertThat(ForgottenRules.claim(promotion, booking, claim))
                        .isEqualTo(withoutPrice(Decider.decide(event, at, claim)));
                DeclinePromotion decline = new DeclinePromotion(promotion.id(), by);
                assertThat(ForgottenRules.decline(promotion, decline))
                        .isEqualTo(withoutPrice(Decider.decide(event, at, decline)));
            }
        }

        private UUID fresh(List<UUID> ids) {
            ids.add(new UUID(random.nextLong(), random.nextLong()));
            return ids.get(ids.size() - 1);
        }

        private UUID any(List<UUID> ids) {
            return ids.get(random.nextInt(ids.size()));
        }
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
        return new Decision.Refused(rejection, 0, null);
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
