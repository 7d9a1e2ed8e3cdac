package io.evently.worker;

import io.evently.database.Outage;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** What a {@link ShardWorker} does for one database. One round is under way at a time; two never are. */
public interface ShardWork {

    /**
     * Does one round, on a thread that may block.
     *
     * @return how long to rest before the next, once the round is over
     * @throws Exception and the round is tried again, after growing pauses
     */
    CompletableFuture<Duration> round() throws Exception;

    /** What the log says when a round fails: a sentence without its end. */
    String trouble();

    /** The longest pause between two tries. */
    default Duration longestPause() {
        return Duration.ofSeconds(10);
    }

    /** A round is over, and this is still the one instance. */
    default void succeeded() {}

    /** A round failed. */
    default void failed(Throwable why, Outage outage) {
        outage.failed(why);
    }

    /** Another node takes over, or this one goes. A round under way goes on to its end. */
    default void ended() {}

    static CompletableFuture<Duration> rest(Duration time) {
        return CompletableFuture.completedFuture(time);
    }
}
