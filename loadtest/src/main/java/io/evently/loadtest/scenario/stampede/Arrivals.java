package io.evently.loadtest.scenario.stampede;

import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.scenario.stampede.WaitingCustomer.Plan;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/**
 * Those who come to wait: each joins, and a few think better of it at once. Whoever may have joined before a crash, asks
 * which place they have. May be asked by many threads.
 */
public final class Arrivals {

    private final Deque<WaitingCustomer> coming = new ConcurrentLinkedDeque<>();
    private final Consumer<WaitingCustomer> joined;

    /**
     * Those of them who are not in the queue yet.
     *
     * @param joined told of each who is
     */
    public Arrivals(List<WaitingCustomer> members, Consumer<WaitingCustomer> joined) {
        this.joined = joined;
        members.stream()
                .filter(member -> member.entry() == null && !member.over())
                .forEach(coming::add);
    }

    /** The next who comes, or null when nobody does any more. */
    public Task next() {
        WaitingCustomer member = coming.poll();
        return member == null ? null : new Task(member.join(), answer -> heard(member, answer));
    }

    private Task heard(WaitingCustomer member, Operation answer) {
        member.heard(answer);
        if (member.entry() == null) {
            boolean mustAsk = member.joined() && answer.kind() == Kind.JOIN;
            return mustAsk ? new Task(member.about(Kind.READ_PLACE), place -> heard(member, place)) : null;
        }
        joined.accept(member);
        return member.plan() == Plan.LEAVE ? Task.of(member.about(Kind.LEAVE), member::heard) : null;
    }
}
