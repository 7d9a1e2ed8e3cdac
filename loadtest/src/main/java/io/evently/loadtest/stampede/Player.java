package io.evently.loadtest.stampede;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import io.evently.loadtest.queue.Turn;
import io.evently.loadtest.sale.Requests;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/**
 * Sends one turn after another. When told to come back later it waits as long as it is asked to and sends the same again;
 * when a request got no answer it goes home, for the server is believed to be dead.
 */
final class Player implements Caller {

    /** Until there may be another turn: short beside the second in which a promotion becomes visible. */
    private static final Duration NOTHING_TO_DO = Duration.ofMillis(50);

    private final Requests requests;
    private final Supplier<Turn> turns;
    private final BooleanSupplier over;
    private final Duration breath;
    private Turn turn;
    private Duration pause = Duration.ZERO;
    private boolean stopped;

    /**
     * A player of turns.
     *
     * @param turns the next one, null if there is none at the moment
     * @param over whether there will be no more
     * @param breath taken after each turn
     */
    Player(Requests requests, Supplier<Turn> turns, BooleanSupplier over, Duration breath) {
        this.requests = requests;
        this.turns = turns;
        this.over = over;
        this.breath = breath;
    }

    @Override
    public Step next() {
        if (!pause.isZero()) {
            var step = new Step.Pause(pause);
            pause = Duration.ZERO;
            return step;
        }
        if (turn == null && !stopped) {
            turn = turns.get();
        }
        if (turn != null) {
            return new Step.Send(turn.bytes(requests));
        }
        return stopped || over.getAsBoolean() ? new Step.Done() : new Step.Pause(NOTHING_TO_DO);
    }

    @Override
    public void heard(Outcome outcome) {
        turn.heard().accept(outcome);
        if (outcome instanceof Outcome.Answer answer && answer.retryAfter() != null) {
            pause = answer.retryAfter();
            return;
        }
        stopped = outcome instanceof Outcome.Lost;
        pause = breath;
        turn = null;
    }
}
