package io.evently.loadtest.bench;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Step;
import java.time.Duration;
import java.util.function.Supplier;

/**
 * Asks one thing after another, as fast as the answers come. What was not answered, or answered with a request to come
 * back later, is asked again as it was, so that a booking's key makes it one booking.
 */
final class LoadCaller implements Caller {

    /** A server that gives no proper answer this often in a row is no longer worth asking. */
    private static final int MOST_REPEATS = 20;

    private final Supplier<LoadRequest> asks;
    private LoadRequest ask;
    private Duration pause = Duration.ZERO;
    private int repeats;

    LoadCaller(Supplier<LoadRequest> asks) {
        this.asks = asks;
    }

    @Override
    public Step next() {
        if (!pause.isZero()) {
            var step = new Step.Pause(pause);
            pause = Duration.ZERO;
            return step;
        }
        if (ask == null) {
            ask = asks.get();
            repeats = 0;
        }
        return new Step.Send(ask.request());
    }

    @Override
    public void heard(Outcome outcome) {
        ask.heard().accept(outcome);
        if (outcome instanceof Outcome.Answer answer) {
            pause = answer.retryAfter() == null ? Duration.ZERO : answer.retryAfter();
        }
        boolean again = outcome instanceof Outcome.Lost || !pause.isZero();
        if (!again || ++repeats > MOST_REPEATS) {
            ask = null;
        }
    }
}
