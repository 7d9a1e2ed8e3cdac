package io.evently.loadtest.stampede;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.queue.Member;
import io.evently.loadtest.queue.Member.Plan;
import io.evently.loadtest.queue.Turn;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.function.Consumer;

/**
 * Those who come to wait: each joins, and a few think better of it at once. Whoever may have joined before a crash, asks
 * which place they have. May be asked by many threads.
 */
public final class Arrivals {

    private final Deque<Turn> turns = new ConcurrentLinkedDeque<>();
    private final Consumer<Member> joined;

    /**
     * Those of them who are not in the queue yet.
     *
     * @param joined told of each who is
     */
    public Arrivals(List<Member> members, Consumer<Member> joined) {
        this.joined = joined;
        members.stream()
                .filter(member -> member.entry() == null && !member.over())
                .map(member -> Turn.join(member, outcome -> heardOfJoin(member, outcome)))
                .forEach(turns::add);
    }

    /** The next who comes, or null when nobody does any more. */
    public Turn next() {
        return turns.poll();
    }

    private void heardOfJoin(Member member, Outcome outcome) {
        member.heardOfJoin(outcome);
        if (member.entry() != null) {
            isIn(member);
        } else if (member.joined()) {
            turns.addFirst(Turn.me(member, answer -> heardOfMe(member, answer)));
        }
    }

    private void heardOfMe(Member member, Outcome outcome) {
        member.heardOfMe(outcome);
        if (member.entry() != null) {
            isIn(member);
        }
    }

    private void isIn(Member member) {
        joined.accept(member);
        if (member.plan() == Plan.LEAVE) {
            turns.addFirst(Turn.leave(member, member::heardOfLeave));
        }
    }
}
