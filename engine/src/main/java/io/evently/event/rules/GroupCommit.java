package io.evently.event.rules;

import io.evently.event.Commit;
import io.evently.event.EventCommand;
import io.evently.event.Fact;
import io.evently.event.state.Event;
import java.util.ArrayList;
import java.util.List;

/**
 * What one flush decides: commands one after another, each seeing the ones before it, and what the event owes before the
 * first and after each. Facts are applied as they are decided, and come out as one commit.
 *
 * <p>What is owed is bounded; past the bound the round takes no more commands until the next ones have caught up, so that
 * nobody gets a seat that is owed to somebody else.
 */
public final class GroupCommit {

    private final Event event;
    private final long at;
    private final int mostOwed;
    private final long firstFact;
    private final List<Fact> facts = new ArrayList<>();
    private int owed;
    private boolean settled;

    /**
     * @param event not used by anybody else until the commit is written
     * @param at microseconds; not before the event's last commit
     * @param mostOwed facts that are owed, at most so many
     */
    public GroupCommit(Event event, long at, int mostOwed) {
        this.event = event;
        this.at = at;
        this.mostOwed = mostOwed;
        this.firstFact = event.lastFact() + 1;
        settle();
    }

    /** Whether nothing is owed any more, so that commands may be decided. */
    public boolean isSettled() {
        return settled;
    }

    /**
     * Decides one command; what it changed is visible in the event.
     *
     * @throws IllegalStateException if the round is not settled
     */
    public Decision decide(EventCommand command) {
        if (!settled) {
            throw new IllegalStateException("what the event owes comes before " + command);
        }
        Decision decision = Decider.decide(event, at, command);
        if (decision instanceof Decision.Accepted accepted && !accepted.facts().isEmpty()) {
            apply(accepted.facts());
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
        return new Commit(at, firstFact, facts, event.tally(), event.queue());
    }

    /** Whether the event owes something at {@code at}. */
    public static boolean isOwed(Event event, long at) {
        return !DueFacts.next(event, at, 1).isEmpty();
    }

    private void settle() {
        List<Fact> next = nextOwed();
        while (!next.isEmpty() && owed < mostOwed) {
            apply(next);
            owed += next.size();
            next = nextOwed();
        }
        settled = next.isEmpty();
    }

    /** Past the bound one fact still tells that there is more. */
    private List<Fact> nextOwed() {
        return DueFacts.next(event, at, Math.max(1, mostOwed - owed));
    }

    private void apply(List<Fact> decided) {
        decided.forEach(fact -> event.apply(fact, at));
        facts.addAll(decided);
    }
}
