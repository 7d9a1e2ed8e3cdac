package io.evently.loadtest.verify;

import io.evently.loadtest.verify.JournalCommit.Seats;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import io.evently.loadtest.verify.JournalFact.PromotionMade;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What a journal may have become that breaks the rules of journals. */
final class PlantedInJournals {

    private PlantedInJournals() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError("dropped fact", Rules.FACTS_WITHOUT_GAP, PlantedInJournals::droppedFact),
                new PlantedError("sequence gap", Rules.SEQUENCE_WITHOUT_GAP, PlantedInJournals::sequenceGap),
                new PlantedError("clock going back", Rules.TIME_NEVER_GOES_BACK, PlantedInJournals::clockGoingBack),
                new PlantedError("oversold", Rules.NEVER_OVERSOLD, PlantedInJournals::oversold),
                new PlantedError("forged tally", Rules.TALLIES_ARE_TRUE, PlantedInJournals::forgedTally),
                new PlantedError("cancelled twice", Rules.FACTS_FIT, PlantedInJournals::cancelledTwice),
                new PlantedError("wrong price", Rules.PRICE_OF_THE_MOMENT, PlantedInJournals::wrongPrice),
                new PlantedError("overlong promise", Rules.DEADLINES_HOLD, PlantedInJournals::overlongPromise),
                new PlantedError(
                        "hold that never ended", Rules.NOTHING_OVERDUE, PlantedInJournals::holdThatNeverEnded));
    }

    /** A fact is not in its commit any more; the next commit is numbered as if it were. */
    private static Optional<Evidence> droppedFact(Evidence evidence) {
        return Journals.first(evidence, place -> place.commit() > 0 && Planting.isFollowed(evidence, place))
                .map(place -> Journals.change(evidence, place, facts -> facts.remove(place.index())));
    }

    /** A sequence number is left out. */
    private static Optional<Evidence> sequenceGap(Evidence evidence) {
        return Planting.laterCommit(evidence)
                .map(place -> Journals.changeFrom(
                        evidence,
                        place.eventId(),
                        place.commit(),
                        commit -> commit.withSequence(commit.sequence() + 1)));
    }

    /** A commit is older than the one before it. */
    private static Optional<Evidence> clockGoingBack(Evidence evidence) {
        return Planting.laterCommit(evidence).map(place -> {
            List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(place.eventId()));
            long before = journal.get(place.commit() - 1).at();
            journal.set(place.commit(), journal.get(place.commit()).withAt(before - 1));
            return evidence.withJournal(place.eventId(), journal);
        });
    }

    /** An event had a seat less than were taken at one time. */
    private static Optional<Evidence> oversold(Evidence evidence) {
        for (UUID eventId : Journals.events(evidence)) {
            int most = evidence.journals().get(eventId).stream()
                    .map(JournalCommit::seats)
                    .mapToInt(seats -> seats.confirmed() + seats.held() + seats.promised())
                    .max()
                    .orElse(0);
            if (most > 1) {
                return Optional.of(Journals.changeFrom(evidence, eventId, 0, commit -> withCapacity(commit, most - 1)));
            }
        }
        return Optional.empty();
    }

    private static JournalCommit withCapacity(JournalCommit commit, int capacity) {
        List<JournalFact> facts = new ArrayList<>();
        for (JournalFact fact : commit.facts()) {
            if (fact instanceof JournalFact.EventCreated created) {
                facts.add(new JournalFact.EventCreated(
                        created.eventId(), created.terms(), capacity, created.basePrice()));
            } else if (fact instanceof JournalFact.EventChanged changed) {
                facts.add(new JournalFact.EventChanged(changed.terms(), capacity));
            } else {
                facts.add(fact);
            }
        }
        Seats seats = commit.seats();
        return commit.withFacts(facts)
                .withTallies(
                        new Seats(capacity, seats.confirmed(), seats.held(), seats.promised(), seats.revenue()),
                        commit.queue());
    }

    /** A commit says that a seat more is sold than its facts give. */
    private static Optional<Evidence> forgedTally(Evidence evidence) {
        return Planting.laterCommit(evidence).map(place -> {
            List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(place.eventId()));
            JournalCommit commit = journal.get(place.commit());
            Seats seats = commit.seats();
            Seats forged =
                    new Seats(seats.capacity(), seats.confirmed() + 1, seats.held(), seats.promised(), seats.revenue());
            journal.set(place.commit(), commit.withTallies(forged, commit.queue()));
            return evidence.withJournal(place.eventId(), journal);
        });
    }

    /** A booking gives its seats back twice. */
    private static Optional<Evidence> cancelledTwice(Evidence evidence) {
        return Journals.first(evidence, place -> place.fact() instanceof JournalFact.BookingCancelled)
                .map(place -> Journals.insertAfter(evidence, place, place.fact()));
    }

    /** A booking costs a cent more than a seat did. */
    private static Optional<Evidence> wrongPrice(Evidence evidence) {
        return Planting.firstBooking(evidence, made -> true).map(place -> {
            BookingMade made = (BookingMade) place.fact();
            return Journals.replace(
                    evidence,
                    place,
                    new BookingMade(
                            made.bookingId(),
                            made.userId(),
                            made.quantity(),
                            made.unitPrice() + 1,
                            made.holdUntil(),
                            made.key()));
        });
    }

    /** A promotion is open for longer than the event says. */
    private static Optional<Evidence> overlongPromise(Evidence evidence) {
        return Planting.firstPromotion(evidence, place -> true).map(place -> {
            PromotionMade made = (PromotionMade) place.fact();
            return Journals.replace(
                    evidence,
                    place,
                    new PromotionMade(made.promotionId(), made.entryId(), made.unitPrice(), made.expiresAt() + 1));
        });
    }

    /** The end of a hold is forgotten. */
    private static Optional<Evidence> holdThatNeverEnded(Evidence evidence) {
        return Journals.first(
                        evidence,
                        place ->
                                place.fact() instanceof JournalFact.HoldExpired && Planting.isFollowed(evidence, place))
                .map(place -> Journals.remove(evidence, place));
    }
}
