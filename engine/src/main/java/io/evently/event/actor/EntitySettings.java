package io.evently.event.actor;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * The bounds of {@code evently.engine}; {@code evently.conf} gives the reason of each.
 *
 * @param askTimeout how long an answer may take before the outcome is unknown
 * @param askAgainAfter how long to wait for an answer before the request is sent again, while shards may be on the move
 * @param maxWaitingPerEvent requests of this node that may wait for one event
 * @param maxWaiting requests of this node that may wait for all events
 * @param maxCommandsPerCommit commands decided in one flush
 * @param maxDuePerCommit deadlines ended, and promotions made, in one commit
 * @param factsPerSnapshot facts after which an event on sale leaves a snapshot, if they are half as many as it remembers
 * @param liveBytes what the events alive on a node may take, in bytes
 */
public record EntitySettings(
        Duration askTimeout,
        Duration askAgainAfter,
        int maxWaitingPerEvent,
        int maxWaiting,
        int maxCommandsPerCommit,
        int maxDuePerCommit,
        int factsPerSnapshot,
        long liveBytes) {

    /** @param engine the section {@code evently.engine} */
    public static EntitySettings from(Config engine) {
        return new EntitySettings(
                engine.getDuration("ask-timeout"),
                engine.getDuration("ask-again-after"),
                engine.getInt("max-waiting-per-event"),
                engine.getInt("max-waiting"),
                engine.getInt("max-commands-per-commit"),
                engine.getInt("max-due-per-commit"),
                engine.getInt("facts-per-snapshot"),
                (long) (engine.getDouble("live-memory") * Runtime.getRuntime().maxMemory()));
    }
}
