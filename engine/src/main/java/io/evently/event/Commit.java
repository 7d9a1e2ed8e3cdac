package io.evently.event;

import java.util.List;

/**
 * Everything one flush decided: the only record the journal holds for an event.
 *
 * @param at when it was decided, microseconds; never before the commit before it
 * @param firstFact the number of the first fact within its event, from 1; the others follow without a gap
 * @param facts at least one, except in a mark that only asks for a snapshot
 * @param after the seats once all facts are applied
 * @param queue the waitlist once all facts are applied
 */
public record Commit(long at, long firstFact, List<Fact> facts, SeatCounts after, QueueCounts queue) {

    public Commit {
        facts = List.copyOf(facts);
    }

    /** The number of the last fact, or of the last one before it if there are none. */
    public long lastFact() {
        return firstFact + facts.size() - 1;
    }
}
