package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.CLAIM;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.REFUSED;

import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import io.evently.loadtest.verify.JournalFact.PromotionMade;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What may have become of people who wait. */
final class PlantedInQueues {

    private PlantedInQueues() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError("queue swapped", Rules.RIGHT_ENTRY, PlantedInQueues::queueSwapped),
                new PlantedError("promotion doubled", Rules.PROMOTED_ONCE, PlantedInQueues::promotionDoubled),
                new PlantedError("promotion forgotten", Rules.NOBODY_LEFT_WAITING, PlantedInQueues::promotionForgotten),
                new PlantedError(
                        "booked past the queue", Rules.NOT_PAST_THE_QUEUE, PlantedInQueues::bookedPastTheQueue),
                new PlantedError(
                        "claim refused in time", Rules.REFUSALS_ARE_TRUE, PlantedInQueues::claimRefusedInTime));
    }

    /** Somebody is told that a promotion has run out which has not, and was claimed. */
    private static Optional<Evidence> claimRefusedInTime(Evidence evidence) {
        return Planting.withOperation(
                evidence,
                operation -> operation.kind() == CLAIM && operation.verdict() == OK,
                claim -> claim.answered(REFUSED, 409, Refusal.PROMOTION_EXPIRED, null, false));
    }

    /** Somebody else is promoted, and what became of the two is swapped from then on. */
    private static Optional<Evidence> queueSwapped(Evidence evidence) {
        return Planting.firstPromotion(evidence, place -> place.waiting().size() > 1)
                .map(place -> {
                    UUID one = ((PromotionMade) place.fact()).entryId();
                    UUID other = place.waiting().stream()
                            .filter(id -> !id.equals(one))
                            .min(Comparator.naturalOrder())
                            .orElseThrow();
                    return Journals.changeFrom(evidence, place.eventId(), place.commit(), commit -> {
                        List<JournalFact> facts = new ArrayList<>();
                        long factNo = commit.firstFact();
                        for (JournalFact fact : commit.facts()) {
                            facts.add(factNo++ < place.factNo() ? fact : swapped(fact, one, other));
                        }
                        return commit.withFacts(facts);
                    });
                });
    }

    private static JournalFact swapped(JournalFact fact, UUID one, UUID other) {
        UnaryOperator<UUID> swap = id -> id.equals(one) ? other : id.equals(other) ? one : id;
        if (fact instanceof PromotionMade made) {
            return new PromotionMade(
                    made.promotionId(), swap.apply(made.entryId()), made.unitPrice(), made.expiresAt());
        }
        if (fact instanceof JournalFact.WaitlistLeft left) {
            return new JournalFact.WaitlistLeft(swap.apply(left.entryId()));
        }
        if (fact instanceof JournalFact.EntryExpired expired) {
            return new JournalFact.EntryExpired(swap.apply(expired.entryId()));
        }
        if (fact instanceof JournalFact.PriorityChanged changed) {
            return new JournalFact.PriorityChanged(swap.apply(changed.entryId()), changed.priority());
        }
        return fact;
    }

    /** The same entry is promised seats twice. */
    private static Optional<Evidence> promotionDoubled(Evidence evidence) {
        return Planting.firstPromotion(evidence, place -> true).map(place -> {
            PromotionMade made = (PromotionMade) place.fact();
            PromotionMade again = new PromotionMade(
                    Planting.another(made.promotionId()), made.entryId(), made.unitPrice(), made.expiresAt());
            return Journals.insertAfter(evidence, place, again);
        });
    }

    /** A freed seat is promised to nobody. */
    private static Optional<Evidence> promotionForgotten(Evidence evidence) {
        return Planting.firstPromotion(evidence, place -> true).map(place -> Journals.remove(evidence, place));
    }

    /** Somebody gets seats though others wait. */
    private static Optional<Evidence> bookedPastTheQueue(Evidence evidence) {
        return Journals.first(evidence, place -> place.strict() && place.fact() instanceof JournalFact.WaitlistJoined)
                .map(place -> {
                    UUID id = ((JournalFact.WaitlistJoined) place.fact()).entryId();
                    return Journals.insertAfter(
                            evidence,
                            place,
                            new BookingMade(Planting.another(id), Planting.another(id), 1, 0, 0, null));
                });
    }
}
