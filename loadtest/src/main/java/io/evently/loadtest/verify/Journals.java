package io.evently.loadtest.verify;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/** Finds places in journals, and changes what is there. */
final class Journals {

    /**
     * A fact and where it is.
     *
     * @param waiting entries that wait before it
     * @param strict whether the event's queue is
     */
    record Place(
            UUID eventId, int commit, int index, long factNo, JournalFact fact, Set<UUID> waiting, boolean strict) {}

    interface Condition {
        boolean holds(Place place);
    }

    private Journals() {}

    /** In order of ids, so that the same evidence gives the same place. */
    static List<UUID> events(Evidence evidence) {
        return evidence.journals().keySet().stream().sorted().toList();
    }

    static Optional<Place> first(Evidence evidence, Condition condition) {
        for (UUID eventId : events(evidence)) {
            Optional<Place> found = first(eventId, evidence.journals().get(eventId), condition);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    static Optional<Place> first(UUID eventId, List<JournalCommit> journal, Condition condition) {
        Set<UUID> waiting = new HashSet<>();
        boolean strict = true;
        for (int commit = 0; commit < journal.size(); commit++) {
            long factNo = journal.get(commit).firstFact();
            int index = 0;
            for (JournalFact fact : journal.get(commit).facts()) {
                Place place = new Place(eventId, commit, index++, factNo++, fact, waiting, strict);
                if (condition.holds(place)) {
                    return Optional.of(place);
                }
                follow(fact, waiting);
                if (fact instanceof JournalFact.EventCreated created) {
                    strict = created.terms().strict();
                } else if (fact instanceof JournalFact.EventChanged changed) {
                    strict = changed.terms().strict();
                }
            }
        }
        return Optional.empty();
    }

    private static void follow(JournalFact fact, Set<UUID> waiting) {
        if (fact instanceof JournalFact.WaitlistJoined joined) {
            waiting.add(joined.entryId());
        } else if (fact instanceof JournalFact.WaitlistLeft left) {
            waiting.remove(left.entryId());
        } else if (fact instanceof JournalFact.EntryExpired expired) {
            waiting.remove(expired.entryId());
        } else if (fact instanceof JournalFact.EntryMadeImpossible impossible) {
            waiting.remove(impossible.entryId());
        } else if (fact instanceof JournalFact.PromotionMade made) {
            waiting.remove(made.entryId());
        } else if (fact instanceof JournalFact.EventCancelled || fact instanceof JournalFact.EventCompleted) {
            waiting.clear();
        }
    }

    /** Another fact follows the one at the place. */
    static Evidence insertAfter(Evidence evidence, Place place, JournalFact fact) {
        return renumbered(change(evidence, place, facts -> facts.add(place.index() + 1, fact)), place.eventId());
    }

    /** The fact at the place never happened, and those behind it are numbered as if it had not. */
    static Evidence remove(Evidence evidence, Place place) {
        return renumbered(change(evidence, place, facts -> facts.remove(place.index())), place.eventId());
    }

    /** Another fact is in its place. */
    static Evidence replace(Evidence evidence, Place place, JournalFact fact) {
        return change(evidence, place, facts -> facts.set(place.index(), fact));
    }

    interface Edit {
        void edit(List<JournalFact> facts);
    }

    /** The facts of a commit are others, and everything else is as it was. */
    static Evidence change(Evidence evidence, Place place, Edit edit) {
        List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(place.eventId()));
        List<JournalFact> facts = new ArrayList<>(journal.get(place.commit()).facts());
        edit.edit(facts);
        journal.set(place.commit(), journal.get(place.commit()).withFacts(facts));
        return evidence.withJournal(place.eventId(), journal);
    }

    /** Each commit of an event from that one on is another. */
    static Evidence changeFrom(
            Evidence evidence, UUID eventId, int commit, Function<JournalCommit, JournalCommit> other) {
        List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(eventId));
        for (int i = commit; i < journal.size(); i++) {
            journal.set(i, other.apply(journal.get(i)));
        }
        return evidence.withJournal(eventId, journal);
    }

    private static Evidence renumbered(Evidence evidence, UUID eventId) {
        List<JournalCommit> journal = new ArrayList<>();
        long next = 1;
        for (JournalCommit commit : evidence.journals().get(eventId)) {
            journal.add(commit.withFirstFact(next));
            next += commit.facts().size();
        }
        return evidence.withJournal(eventId, journal);
    }
}
