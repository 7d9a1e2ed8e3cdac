package io.evently.projection;

import io.evently.event.Commit;
import io.evently.event.Origin;
import io.evently.user.UserFact;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/**
 * Where a fact stands in the journal.
 *
 * @param eventId the event it happened to; null: it happened to a user
 * @param factNo its number within its event, or of its user, from 1
 * @param at when it was decided, microseconds
 * @param origin whose wish it was
 * @param place of its record
 */
record Stamp(UUID eventId, long factNo, long at, Origin origin, JournalBatch.Place place) {

    /** Those of a commit's facts, in their order. */
    static Iterator<Stamp> of(JournalBatch.CommitOf of) {
        Commit commit = of.commit();
        List<Stamp> stamps = new ArrayList<>(commit.facts().size());
        long factNo = commit.firstFact();
        for (Origin origin : commit.originsOfFacts()) {
            stamps.add(new Stamp(of.eventId(), factNo++, commit.at(), origin, of.place()));
        }
        return stamps.iterator();
    }

    /** Of a user's fact. */
    static Stamp of(JournalBatch.UserFactAt of) {
        UserFact fact = of.fact();
        return new Stamp(null, fact.number(), fact.at(), fact.origin(), of.place());
    }
}
