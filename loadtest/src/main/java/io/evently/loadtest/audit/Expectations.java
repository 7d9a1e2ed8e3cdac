package io.evently.loadtest.audit;

import io.evently.loadtest.sale.Refusal;
import java.util.Set;

/**
 * What a sale must have come to.
 *
 * @param soldOut whether more was asked for than there was, so that every seat must be sold
 * @param allowedRefusals the codes customers may have heard
 * @param everyAttemptLogged whether each request must have its row; a crash may lose a fraction of a second of them
 */
public record Expectations(boolean soldOut, Set<String> allowedRefusals, boolean everyAttemptLogged) {

    /** Several times the capacity was asked for, and nothing broke. */
    public static Expectations flashSale() {
        return new Expectations(true, Set.of(Refusal.SOLD_OUT, Refusal.NOT_ENOUGH_SEATS, Refusal.BUSY), true);
    }

    /** Sold out, given back, and sold again to those who waited; whether a claim is an attempt is not asked here. */
    public static Expectations stampede() {
        return new Expectations(
                true,
                Set.of(Refusal.SOLD_OUT, Refusal.SEATS_PROMISED_TO_WAITLIST, Refusal.BUSY, Refusal.OUTCOME_UNKNOWN),
                false);
    }

    /** There were seats for everybody, and nothing broke. */
    public static Expectations seatsForAll() {
        return new Expectations(false, Set.of(Refusal.BUSY), true);
    }

    /** Some events sold out and some did not, and nothing broke. */
    public static Expectations mixedDay() {
        return new Expectations(false, flashSale().allowedRefusals(), true);
    }

    /** The server was killed in the middle. */
    public static Expectations afterCrashes() {
        return new Expectations(
                false,
                Set.of(Refusal.SOLD_OUT, Refusal.NOT_ENOUGH_SEATS, Refusal.BUSY, Refusal.OUTCOME_UNKNOWN),
                false);
    }
}
