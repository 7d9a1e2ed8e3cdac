package io.evently.event;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * Everything one flush decided: the only record the journal holds for an event.
 *
 * @param at when it was decided, microseconds; never before the commit before it
 * @param firstFact the number of the first fact within its event, from 1; the others follow without a gap
 * @param facts at least one, except in a mark that only asks for a snapshot
 * @param after the seats once all facts are applied
 * @param queue the waitlist once all facts are applied
 * @param origins whose wish the facts were, in their order; facts beyond them are of unknown origin
 */
public record Commit(
        long at, long firstFact, List<Fact> facts, SeatCounts after, QueueCounts queue, List<OriginRun> origins) {

    public Commit {
        facts = List.copyOf(facts);
        origins = List.copyOf(origins);
    }

    /** Of unknown origin, as commits of before were. */
    public Commit(long at, long firstFact, List<Fact> facts, SeatCounts after, QueueCounts queue) {
        this(at, firstFact, facts, after, queue, List.of());
    }

    /** One for each fact. */
    public List<Origin> originsOfFacts() {
        List<Origin> each = new ArrayList<>(facts.size());
        for (OriginRun run : origins) {
            each.addAll(Collections.nCopies(Math.min(run.facts(), facts.size() - each.size()), run.origin()));
        }
        each.addAll(Collections.nCopies(facts.size() - each.size(), Origin.UNKNOWN));
        return each;
    }

    /** The number of the last fact, or of the last one before it if there are none. */
    public long lastFact() {
        return firstFact + facts.size() - 1;
    }
}
