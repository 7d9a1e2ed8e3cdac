package io.evently.loadtest.client;

import java.util.function.LongSupplier;

/** Tells how long each request of a caller took that sends as fast as the answers come: it is due when it is sent. */
public final class Timed implements Caller {

    private final Caller caller;
    private final RequestTimes times;
    private final LongSupplier clock;
    private long sent;

    /**
     * Times that caller.
     *
     * @param clock as {@link System#nanoTime}
     */
    public Timed(Caller caller, RequestTimes times, LongSupplier clock) {
        this.caller = caller;
        this.times = times;
        this.clock = clock;
    }

    @Override
    public Step next() {
        Step step = caller.next();
        if (step instanceof Step.Send) {
            sent = clock.getAsLong();
        }
        return step;
    }

    @Override
    public void heard(Outcome outcome) {
        if (outcome instanceof Outcome.Answer) {
            times.took(sent, sent, clock.getAsLong());
        }
        caller.heard(outcome);
    }
}
