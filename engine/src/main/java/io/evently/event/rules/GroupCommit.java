package io.evently.event.rules;

import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.Origin;
import io.evently.event.state.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What one flush decides: commands one after another, each seeing the ones before it, and what is due in the event before the
 * first and after each. Facts are applied as they are decided, and come out as one commit.
 *
 * <p>What is due is bounded; past the bound the round takes no more commands until the next ones have caught up, so that
 * nobody gets a seat that belongs to somebody else.
 */
public final class GroupCommit {

    private final Event event;
    private final long at;
    private final int mostDue;
    private final long firstFact;
    private final List<Fact> facts = new ArrayList<>();
    private final Origins origins = new Origins();
    private int settledFacts;
    private boolean settled;

    /**
     * @param event not used by anybody else until the commit is written
     * @param at microseconds; not before the event's last commit
     * @param mostDue facts decided because they are due, at most
     */
    public GroupCommit(Event event, long at, int mostDue) {
        this.event = event;
        this.at = at;
        this.mostDue = mostDue;
        this.firstFact = event.lastFact() + 1;
        settle();
    }

    /** Whether nothing is due any more, so that commands may be decided. */
    public boolean isSettled() {
        return settled;
    }

    /** Decides a command of unknown origin. */
    public Decision decide(EventCommand command) {
        return decide(command, Origin.UNKNOWN);
    }

    /**
     * Decides one command; what it changed is visible in the event.
     *
     * @param origin whose wish it is; nothing hangs on it
     * @throws IllegalStateException if the round is not settled
     */
    public Decision decide(EventCommand command, Origin origin) {
        if (!settled) {
            throw new IllegalStateException("what is due comes before " + command);
        }
        Decision decision = Decider.decide(event, at, command);
        if (decision instanceof Decision.Accepted accepted && !accepted.facts().isEmpty()) {
            apply(accepted.facts(), origin);
            settle();
        }
        return decision;
    }

    /** All that was decided, to be written; null if nothing was. */
    public Commit commit() {
        if (facts.isEmpty()) {
            return null;
        }
        event.forget(at);
        return new Commit(at, firstFact, facts, event.tally(), event.queue(), origins.runs());
    }

    /** Whether something is due in the event at {@code at}. */
    public static boolean isDue(Event event, long at) {
        return !DueFacts.next(event, at, 1).isEmpty();
    }

    private void settle() {
        List<Fact> next = nextDue();
        while (!next.isEmpty() && settledFacts < mostDue) {
            apply(next, Origin.SYSTEM);
            settledFacts += next.size();
            next = nextDue();
        }
        settled = next.isEmpty();
    }

    /** Past the bound one fact still tells that there is more. */
    private List<Fact> nextDue() {
        return DueFacts.next(event, at, Math.max(1, mostDue - settledFacts));
    }

    private void apply(List<Fact> decided, Origin origin) {
        decided.forEach(fact -> event.apply(fact, at));
        facts.addAll(decided);
        origins.add(decided.size(), origin);
    }
}
