package io.evently.loadtest.scenario.attack;

import io.evently.loadtest.client.Caller;
import io.evently.loadtest.client.Outcome;
import io.evently.loadtest.client.Schedule;
import io.evently.loadtest.client.Step;
import java.time.Duration;
import java.util.function.Supplier;

/** Sends one request after the other, whatever the server says to it. */
final class RelentlessCaller implements Caller {

    /** Who is thrown out comes back after so long; without it a thousand of them would do nothing but knock. */
    private static final Duration BREATH = Duration.ofSeconds(1);

    private final Supplier<byte[]> requests;
    private final Schedule schedule;
    private boolean waits;
    private long due;

    /** @param schedule of its own, or shared with others */
    RelentlessCaller(Supplier<byte[]> requests, Schedule schedule) {
        this.requests = requests;
        this.schedule = schedule;
    }

    @Override
    public Step next() {
        long now = System.nanoTime();
        if (!waits) {
            due = Math.max(due, schedule.next(now));
            waits = true;
        }
        if (due - now > 0) {
            return new Step.Pause(Duration.ofNanos(due - now));
        }
        return new Step.Send(requests.get());
    }

    @Override
    public void heard(Outcome outcome) {
        waits = false;
        if (outcome instanceof Outcome.Lost) {
            due = System.nanoTime() + BREATH.toNanos();
        }
    }
}
