package io.evently.loadtest.scenario.stampede;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.customers.Task;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.scenario.stampede.WaitingCustomer.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Set;

/**
 * Those at the head of the queue, each of whom asks again and again whether seats are promised to them, and does then what
 * they planned. Only so many ask as may have got a promotion; thousands behind them would drown what is to be seen. May be
 * asked by many threads.
 */
public final class PromotionWatcher {

    /** How often the head of the queue is asked. */
    private static final Duration PASS = Duration.ofMillis(200);
    /** Some more seats than are promised: they go on being promised while the pass is under way. */
    private static final int SEATS_AHEAD = 40;

    private final Queue queue;
    private final Instant choosyUntil;
    private final List<WaitingCustomer> line;
    private int first;
    private final Set<WaitingCustomer> decided = new HashSet<>();
    private final Deque<Task> ready = new ArrayDeque<>();
    private final PriorityQueue<WaitingCustomer> lapsing = new PriorityQueue<>(
            Comparator.comparing(member -> member.promotion().expiresAt()));
    private Instant nextPass = Instant.MIN;
    private boolean over;

    /**
     * Looks at that queue; what members had begun, they go on with.
     *
     * @param choosyUntil who is promoted later claims, whatever their plan was, so that it comes to an end
     */
    PromotionWatcher(Queue queue, Instant choosyUntil) {
        this.queue = queue;
        this.choosyUntil = choosyUntil;
        this.line = new ArrayList<>(queue.line());
        line.forEach(this::goOn);
    }

    /** Somebody joined, behind all others. */
    public synchronized void joined(WaitingCustomer member) {
        line.add(member);
    }

    /** What is to be asked next, or null if there is nothing at the moment. */
    public synchronized Task next() {
        Instant now = Instant.now();
        if (!lapsing.isEmpty() && lapsing.peek().promotion().expiresAt().isBefore(now)) {
            return claim(lapsing.poll());
        }
        if (!ready.isEmpty()) {
            return ready.poll();
        }
        if (over || now.isBefore(nextPass)) {
            return null;
        }
        nextPass = now.plus(PASS);
        return Task.of(Request.availability(queue.sale().eventId()), this::seats);
    }

    /** Whether everybody came who comes, and every seat is sold again. */
    public synchronized boolean isOver() {
        return over;
    }

    private void goOn(WaitingCustomer member) {
        if (member.promotion() != null && !member.over()) {
            decide(member);
        } else if (member.leaves() && !member.over()) {
            leave(member);
        }
    }

    private synchronized void seats(Operation answer) {
        if (!answer.ok()) {
            return;
        }
        Availability seats = Availability.of(answer.body());
        boolean nobodyComes = queue.nobodyComesAnyMore();
        if (nobodyComes && seats.confirmed() == queue.sale().capacity()) {
            over = true;
        } else if (nobodyComes && seats.promised() == 0 && seats.available() > 0) {
            letTheHeadGiveUp(seats.available());
        } else {
            askWhoMayHaveGotThem(seats.promised() + SEATS_AHEAD);
        }
    }

    private void askWhoMayHaveGotThem(long seats) {
        while (first < line.size() && line.get(first).over()) {
            first++;
        }
        long left = seats;
        for (int i = first; i < line.size() && left > 0; i++) {
            WaitingCustomer member = line.get(i);
            if (!member.over()) {
                left -= member.quantity();
                if (!decided.contains(member)) {
                    ready.add(Task.of(member.about(Kind.READ_PROMOTIONS), answer -> promotions(member, answer)));
                }
            }
        }
    }

    private synchronized void promotions(WaitingCustomer member, Operation answer) {
        member.heard(answer);
        if (member.promotion() != null && !member.over()) {
            decide(member);
        }
    }

    private void decide(WaitingCustomer member) {
        if (!decided.add(member)) {
            return;
        }
        boolean choosy = member.promotion().promotedAt().isBefore(choosyUntil);
        switch (choosy ? member.plan() : Plan.CLAIM) {
            case CLAIM -> ready.add(claim(member));
            case DECLINE -> ready.add(Task.of(member.aboutPromotion(Kind.DECLINE), member::heard));
            case LAPSE -> lapsing.add(member);
            case LEAVE -> leave(member);
        }
    }

    /** Each claim that is heard of is made once more. */
    private static Task claim(WaitingCustomer member) {
        Request claim = member.aboutPromotion(Kind.CLAIM);
        return new Task(claim, answer -> {
            member.heard(answer);
            return answer.ok() ? Task.of(claim, member::heard) : null;
        });
    }

    /** Seats are left and fit nobody at the head, and nobody may overtake: a group too large for them goes. */
    private void letTheHeadGiveUp(long available) {
        line.stream()
                .skip(first)
                .filter(member -> !member.over() && member.quantity() > available)
                .findFirst()
                .ifPresent(this::leave);
    }

    private void leave(WaitingCustomer member) {
        ready.add(Task.of(member.about(Kind.LEAVE), member::heard));
    }
}
