package io.evently.loadtest.sale;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import java.time.Duration;
import java.util.Iterator;
import java.util.function.Supplier;

/**
 * A well-behaved customer's program: runs one errand after another, and when told to come back later it waits as long
 * as it is asked to and tries the same again, with the same key.
 */
public final class Shopper implements Caller {

    /** What a shopper does when a request got no answer. */
    public enum AfterLoss {
        /** Repeats it with the same key: the server is believed to be up. */
        REPEAT,
        /** Goes home: the server is believed to be dead. */
        STOP
    }

    /** A server that gives no proper answer this often in a row is no longer worth asking. */
    private static final int MOST_REPEATS = 20;

    private final Requests requests;
    private final Supplier<Errand> errands;
    private final AfterLoss afterLoss;
    private Order order;
    private Iterator<Errand.Action> steps;
    private Errand.Action action;
    private Duration pause = Duration.ZERO;
    private int repeats;
    private boolean stopped;

    /**
     * A customer of the server the requests are for.
     *
     * @param errands the next one, null when there are no more; asked by the client's thread
     */
    public Shopper(Requests requests, Supplier<Errand> errands, AfterLoss afterLoss) {
        this.requests = requests;
        this.errands = errands;
        this.afterLoss = afterLoss;
    }

    @Override
    public Step next() {
        if (!pause.isZero()) {
            var step = new Step.Pause(pause);
            pause = Duration.ZERO;
            return step;
        }
        if (action == null) {
            takeNextStep();
        }
        if (stopped) {
            return new Step.Done();
        }
        return new Step.Send(
                switch (action) {
                    case BOOK -> requests.book(order);
                    case CONFIRM -> requests.confirm(order);
                    case CANCEL -> requests.cancel(order);
                });
    }

    @Override
    public void heard(Outcome outcome) {
        switch (action) {
            case BOOK -> order.heard(outcome);
            case CONFIRM -> order.heardOfConfirmation(outcome);
            case CANCEL -> order.heardOfCancellation(outcome);
        }
        if (outcome instanceof Outcome.Lost && afterLoss == AfterLoss.STOP) {
            stopped = true;
        } else if (!mustBeRepeated(outcome) || ++repeats > MOST_REPEATS) {
            action = null;
        }
    }

    private boolean mustBeRepeated(Outcome outcome) {
        if (outcome instanceof Outcome.Answer answer) {
            pause = answer.retryAfter() == null ? Duration.ZERO : answer.retryAfter();
            return answer.retryAfter() != null;
        }
        return true;
    }

    private void takeNextStep() {
        repeats = 0;
        boolean errandGoesOn = steps != null && steps.hasNext() && order.fate() == Order.Fate.ACCEPTED;
        if (!errandGoesOn) {
            Errand errand = errands.get();
            if (errand == null) {
                stopped = true;
                return;
            }
            order = errand.order();
            steps = errand.steps().iterator();
        }
        action = steps.next();
    }
}
