package io.evently.event.rules;

import static io.evently.event.rules.EventFixture.A;
import static io.evently.event.rules.EventFixture.ADMIN;
import static io.evently.event.rules.EventFixture.ALICE;
import static io.evently.event.rules.EventFixture.B;
import static io.evently.event.rules.EventFixture.BOB;
import static io.evently.event.rules.EventFixture.C;
import static io.evently.event.rules.EventFixture.PRICE;
import static io.evently.event.rules.EventFixture.START;
import static io.evently.event.rules.EventFixture.book;
import static io.evently.event.rules.EventFixture.cancelled;
import static io.evently.event.rules.EventFixture.changeCapacity;
import static io.evently.event.rules.EventFixture.confirm;
import static io.evently.event.rules.EventFixture.confirmed;
import static io.evently.event.rules.EventFixture.details;
import static io.evently.event.rules.EventFixture.event;
import static io.evently.event.rules.EventFixture.eventOf;
import static io.evently.event.rules.EventFixture.hold;
import static io.evently.event.rules.EventFixture.made;
import static io.evently.event.rules.EventFixture.pricedByHand;
import static io.evently.event.rules.EventFixture.setPrice;
import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Fact;
import io.evently.event.PricingRule;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a seat costs, and when that changes. */
class PriceRulesTest {

    /** At half the seats 1.2 times the price, at 8 of 10 twice. */
    private static final PricingRule RULE =
            new PricingRule(List.of(new PricingRule.Step(50, 120), new PricingRule.Step(80, 200)));

    private static final Fact FIRST_STEP =
            new Fact.PriceChanged(PRICE, 6_000, "pricing rule: 50 % sold, factor 1.20", 1, null);

    private final EventFixture ruled = event(10, PRICE, RULE, details());

    // ---- by hand ----

    @Test
    void anAdminSetsThePriceAndSaysWhy() {
        EventFixture event = eventOf(10);

        event.when(setPrice(7_000)).then(pricedByHand(PRICE, 7_000));

        assertThat(event.event().currentPrice()).isEqualTo(7_000);
        assertThat(event.event().basePrice()).isEqualTo(PRICE);
        assertThat(event.event().version()).isEqualTo(2);
    }

    @Test
    void theSamePriceAgainChangesNothing() {
        eventOf(10).when(setPrice(PRICE)).thenUnchanged();
    }

    @Test
    void aPriceByHandEndsTheRuleEvenIfItIsTheSamePrice() {
        ruled.when(setPrice(PRICE)).then(pricedByHand(PRICE, PRICE));

        assertThat(ruled.event().pricingRule()).isNull();
        ruled.when(book(A, ALICE, 10)).then(ruled.made(book(A, ALICE, 10)));
    }

    // ---- by rule ----

    @Test
    void aBookingBelowTheStepLeavesThePrice() {
        ruled.when(book(A, ALICE, 4)).then(ruled.made(book(A, ALICE, 4)));
    }

    @Test
    void theBookingThatCrossesAStepPaysTheOldPriceAndTheNextOneTheNew() {
        ruled.given(book(A, ALICE, 4));

        ruled.when(book(B, BOB, 1)).then(made(book(B, BOB, 1), PRICE, START), FIRST_STEP);
        ruled.when(book(C, BOB, 1)).then(made(book(C, BOB, 1), 6_000, START));
    }

    @Test
    void crossingTwoStepsAtOnceGoesToTheSecond() {
        ruled.when(book(A, ALICE, 9))
                .then(
                        made(book(A, ALICE, 9), PRICE, START),
                        new Fact.PriceChanged(PRICE, 10_000, "pricing rule: 80 % sold, factor 2.00", 2, null));
    }

    @Test
    void aHoldCrossesNoStepBeforeItIsConfirmed() {
        ruled.when(hold(A, ALICE, 5)).then(ruled.made(hold(A, ALICE, 5)));
        ruled.when(confirm(A, ALICE)).then(confirmed(A), FIRST_STEP);

        assertThat(ruled.booking(A).unitPrice()).isEqualTo(PRICE);
        assertThat(ruled.event().currentPrice()).isEqualTo(6_000);
    }

    @Test
    void aStepIsCrossedOnceAndSeatsGivenBackDoNotLowerThePrice() {
        ruled.given(ruled.made(book(A, ALICE, 5)), FIRST_STEP).given(cancelled(A, ALICE));

        assertThat(ruled.event().currentPrice()).isEqualTo(6_000);
        ruled.when(book(B, BOB, 5)).then(made(book(B, BOB, 5), 6_000, START));
    }

    @Test
    void aShrinkingCapacityThatCrossesAStepChangesThePriceInTheSameCommit() {
        ruled.given(book(A, ALICE, 4));

        ruled.when(changeCapacity(8)).then(new Fact.EventChanged(details(), 8, ADMIN), FIRST_STEP);
    }

    @Test
    void aGrowingCapacityDoesNotLowerThePrice() {
        ruled.given(ruled.made(book(A, ALICE, 5)), FIRST_STEP);

        ruled.when(changeCapacity(1_000)).then(new Fact.EventChanged(details(), 1_000, ADMIN));

        assertThat(ruled.event().currentPrice()).isEqualTo(6_000);
    }

    @Test
    void theReasonReadsTheSameOnEveryMachine() {
        Locale before = Locale.getDefault();
        Locale.setDefault(Locale.forLanguageTag("ar-EG"));
        try {
            ruled.when(book(A, ALICE, 5)).then(ruled.made(book(A, ALICE, 5)), FIRST_STEP);
        } finally {
            Locale.setDefault(before);
        }
    }

    @ParameterizedTest(name = "{0} cents times {1}/100 is {2}")
    @CsvSource({
        "5000, 120, 6000",
        "1001, 150, 1502", // 1501.5
        "333, 101, 336", // 336.33
        "50, 101, 51", // 50.5
        "49, 101, 49", // 49.49
        "1, 50, 1", // 0.5
        "1, 49, 0",
        "0, 10000, 0",
        "9999999999, 10000, 999999999900"
    })
    void aStepsPriceIsRoundedHalfUp(long base, int factorPercent, long price) {
        assertThat(new PricingRule.Step(50, factorPercent).priceFrom(base)).isEqualTo(price);
    }

    @ParameterizedTest(name = "{0} of {1} seats reach {2} %: {3}")
    @CsvSource({
        "49, 100, 50, false",
        "50, 100, 50, true",
        "1, 3, 33, true",
        "1, 3, 34, false",
        "2147483646, 2147483647, 100, false",
        "2147483647, 2147483647, 100, true"
    })
    void aStepIsReachedWhenItsShareIsSold(int sold, int capacity, int percent, boolean reached) {
        assertThat(new PricingRule.Step(percent, 100).isReachedBy(sold, capacity))
                .isEqualTo(reached);
    }
}
