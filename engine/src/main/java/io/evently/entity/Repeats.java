package io.evently.entity;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import org.apache.pekko.actor.Cancellable;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.sharding.typed.javadsl.EntityRef;

/**
 * Sends a message once more, and again, until it is told to stop: its answer has come, or will not. The first answer to
 * any of the sendings counts.
 */
final class Repeats {

    private final ActorSystem<?> system;
    private final EntityRef<EventMessage> event;
    private final EventMessage message;
    private final Counter counter;
    private volatile Cancellable timer;
    private volatile boolean sentAgain;
    private volatile boolean ended;

    Repeats(ActorSystem<?> system, EntityRef<EventMessage> event, EventMessage message, Counter counter) {
        this.system = system;
        this.event = event;
        this.message = message;
        this.counter = counter;
    }

    /** @param pause before each sending */
    void begin(Duration pause) {
        timer = system.scheduler().scheduleOnce(pause, () -> again(pause), system.executionContext());
    }

    private void again(Duration pause) {
        if (ended) {
            return;
        }
        sentAgain = true;
        counter.increment();
        event.tell(message);
        begin(pause);
    }

    void end() {
        ended = true;
        Cancellable last = timer;
        if (last != null) {
            last.cancel();
        }
    }

    /** Whether an answer may be one to a repetition. */
    boolean sentAgain() {
        return sentAgain;
    }
}
