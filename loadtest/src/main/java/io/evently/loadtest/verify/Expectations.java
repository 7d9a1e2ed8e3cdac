package io.evently.loadtest.verify;

import io.evently.loadtest.client.Refusal;
import java.util.Set;

/**
 * What a run must have come to, besides keeping all promises.
 *
 * @param soldOut whether more was asked for than there was, so that every seat must be sold in the end
 * @param bookingRefusals codes that those may have heard who booked
 * @param otherRefusals codes that those may have heard who asked for anything else
 * @param everyAttemptLogged whether each request must have its row; a crash may lose a fraction of a second of them
 */
public record Expectations(
        boolean soldOut, Set<String> bookingRefusals, Set<String> otherRefusals, boolean everyAttemptLogged) {

    private static final Set<String> BUSY = Set.of(Refusal.BUSY);
    private static final Set<String> IN_A_CRASH = Set.of(Refusal.BUSY, Refusal.OUTCOME_UNKNOWN);

    /** Several times the capacity was asked for, and nothing broke. */
    public static Expectations flashSale() {
        return new Expectations(true, Set.of(Refusal.SOLD_OUT, Refusal.NOT_ENOUGH_SEATS, Refusal.BUSY), BUSY, true);
    }

    /** Sold out, given back, and sold again to those who waited; whether a claim is an attempt is not asked here. */
    public static Expectations stampede() {
        return new Expectations(
                true,
                Set.of(Refusal.SOLD_OUT, Refusal.SEATS_PROMISED_TO_WAITLIST, Refusal.BUSY, Refusal.OUTCOME_UNKNOWN),
                Set.of(Refusal.PROMOTION_EXPIRED, Refusal.BUSY, Refusal.OUTCOME_UNKNOWN),
                false);
    }

    /** There were seats for everybody, and nothing broke. */
    public static Expectations seatsForAll() {
        return new Expectations(false, BUSY, BUSY, true);
    }

    /** Some events sold out and some did not, and nothing broke. */
    public static Expectations mixedDay() {
        return new Expectations(false, flashSale().bookingRefusals(), BUSY, true);
    }

    /** The server was killed in the middle. */
    public static Expectations afterCrashes() {
        return new Expectations(
                false,
                Set.of(Refusal.SOLD_OUT, Refusal.NOT_ENOUGH_SEATS, Refusal.BUSY, Refusal.OUTCOME_UNKNOWN),
                IN_A_CRASH,
                false);
    }
}
