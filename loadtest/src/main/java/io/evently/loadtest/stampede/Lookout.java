package io.evently.loadtest.stampede;

import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.queue.Member;
import io.evently.loadtest.queue.Member.Plan;
import io.evently.loadtest.queue.QueueRecord;
import io.evently.loadtest.queue.Turn;
import io.evently.loadtest.sale.Buyer;
import io.evently.loadtest.sale.EventlyApi.Availability;
import io.evently.loadtest.sale.Json;
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
public final class Lookout {

    /** How often the head of the queue is asked. */
    private static final Duration PASS = Duration.ofMillis(200);

    /** Some more seats than are promised: they go on being promised while the pass is under way. */
    private static final int SEATS_AHEAD = 40;

    private final QueueRecord record;
    private final Buyer anybody;
    private final Instant choosyUntil;
    private final List<Member> line;
    private int first;
    private final Set<Member> decided = new HashSet<>();
    private final Deque<Turn> ready = new ArrayDeque<>();
    private final PriorityQueue<Member> lapsing =
            new PriorityQueue<>(Comparator.comparing(member -> member.promised().expiresAt()));
    private Instant nextPass = Instant.MIN;
    private boolean over;

    /**
     * Looks at the queue of that record; what members had begun, they go on with.
     *
     * @param anybody asks how many seats are left
     * @param choosyUntil who is promoted later claims, whatever their plan was, so that it comes to an end
     */
    public Lookout(QueueRecord record, Buyer anybody, Instant choosyUntil) {
        this.record = record;
        this.anybody = anybody;
        this.choosyUntil = choosyUntil;
        this.line = new ArrayList<>(record.line());
        line.forEach(this::goOn);
    }

    /** Somebody joined, behind all others. */
    public synchronized void joined(Member member) {
        line.add(member);
    }

    /** What is to be asked next, or null if there is nothing at the moment. */
    public synchronized Turn next() {
        Instant now = Instant.now();
        if (!lapsing.isEmpty() && lapsing.peek().promised().expiresAt().isBefore(now)) {
            return claim(lapsing.poll());
        }
        if (!ready.isEmpty()) {
            return ready.poll();
        }
        if (over || now.isBefore(nextPass)) {
            return null;
        }
        nextPass = now.plus(PASS);
        return Turn.availability(record.sale().eventId(), anybody, this::heardOfSeats);
    }

    /** Whether everybody came who comes, and every seat is sold again. */
    public synchronized boolean isOver() {
        return over;
    }

    private void goOn(Member member) {
        if (member.promised() != null && !member.over()) {
            decide(member);
        } else if (member.leaveAsked() && !member.over()) {
            leave(member);
        }
    }

    private synchronized void heardOfSeats(Outcome outcome) {
        if (!(outcome instanceof Outcome.Answer answer) || answer.status() != 200) {
            return;
        }
        Availability seats = Availability.of(Json.read(answer.body()));
        boolean nobodyComes = record.nobodyComesAnyMore();
        if (nobodyComes && seats.confirmed() == record.sale().capacity()) {
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
            Member member = line.get(i);
            if (!member.over()) {
                left -= member.quantity();
                if (!decided.contains(member)) {
                    ready.add(Turn.look(member, outcome -> heardOfPromotions(member, outcome)));
                }
            }
        }
    }

    private synchronized void heardOfPromotions(Member member, Outcome outcome) {
        member.heardOfPromotions(outcome);
        if (member.promised() != null && !member.over()) {
            decide(member);
        }
    }

    private void decide(Member member) {
        if (!decided.add(member)) {
            return;
        }
        boolean choosy = member.promised().promotedAt().isBefore(choosyUntil);
        switch (choosy ? member.plan() : Plan.CLAIM) {
            case CLAIM -> ready.add(claim(member));
            case DECLINE -> ready.add(Turn.decline(member, member::heardOfDecline));
            case LAPSE -> lapsing.add(member);
            case LEAVE -> leave(member);
        }
    }

    /** Each claim that is heard of is made once more. */
    private Turn claim(Member member) {
        Instant asked = Instant.now();
        return Turn.claim(member, outcome -> {
            boolean before = member.booked() != null;
            member.heardOfClaim(outcome, asked);
            if (!before && member.booked() != null) {
                again(member);
            }
        });
    }

    private synchronized void again(Member member) {
        Instant asked = Instant.now();
        ready.add(Turn.claim(member, outcome -> member.heardOfClaim(outcome, asked)));
    }

    /** Seats are left and fit nobody at the head, and nobody may overtake: a group too large for them goes. */
    private void letTheHeadGiveUp(long available) {
        line.stream()
                .skip(first)
                .filter(member -> !member.over() && member.quantity() > available)
                .findFirst()
                .ifPresent(this::leave);
    }

    private void leave(Member member) {
        ready.add(Turn.leave(member, member::heardOfLeave));
    }
}
