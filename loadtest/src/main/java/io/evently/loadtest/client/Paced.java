package io.evently.loadtest.client;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Lets a caller send only when the schedule it shares with others says so. Latencies count from the scheduled time, not
 * from the sending: when the server stalls and every connection waits, those who should have been sent meanwhile have
 * waited too, and a figure that leaves them out (coordinated omission) looks better than any customer saw. The client's
 * own timer adds up to 2 ms.
 */
public final class Paced implements Caller {

    private final Caller caller;
    private final Schedule schedule;
    private final Histogram latencies;
    private final LongSupplier clock;
    private final RequestTimes times;
    private boolean waits;
    private long due;
    private long sent;

    /**
     * Paces that caller.
     *
     * @param latencies of a fixed range; takes microseconds from the scheduled time to the answer that is no request to come back later
     * @param clock as {@link System#nanoTime}
     */
    public Paced(Caller caller, Schedule schedule, Histogram latencies, LongSupplier clock) {
        this(caller, schedule, latencies, clock, (due, sent, heard) -> {});
    }

    /** The same, and tells the times of each request. */
    public Paced(Caller caller, Schedule schedule, Histogram latencies, LongSupplier clock, RequestTimes times) {
        this.caller = caller;
        this.schedule = schedule;
        this.latencies = latencies;
        this.clock = clock;
        this.times = times;
    }

    @Override
    public Step next() {
        if (!waits) {
            due = schedule.next(clock.getAsLong());
            waits = true;
        }
        long now = clock.getAsLong();
        if (due > now) {
            return new Step.Pause(Duration.ofNanos(due - now));
        }
        sent = now;
        return caller.next();
    }

    @Override
    public void heard(Outcome outcome) {
        caller.heard(outcome);
        if (outcome instanceof Outcome.Answer answer && answer.retryAfter() == null) {
            long now = clock.getAsLong();
            latencies.recordValue(Math.min((now - due) / 1000, latencies.getHighestTrackableValue()));
            times.took(due, sent, now);
            waits = false;
        }
    }
}
