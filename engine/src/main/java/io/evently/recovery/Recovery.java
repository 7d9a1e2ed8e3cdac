package io.evently.recovery;

import java.util.ArrayDeque;
import java.util.function.Function;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.ExtensibleBehavior;
import org.apache.pekko.actor.typed.Signal;
import org.apache.pekko.actor.typed.TypedActorContext;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stands before an entity while it is read from its journal. Messages wait, in order, until it is read; if it cannot be,
 * they are refused at once, while it is tried again. Pekko alone would let them wait for as long as that lasts. What an
 * entity that is awake is sent passes through.
 *
 * <p>The entity calls it from its own signal handlers; so it is used by one actor alone.
 *
 * @param <M> what the entity is sent
 */
public final class Recovery<M> {

    private static final Logger log = LoggerFactory.getLogger(Recovery.class);

    /** Requests that may wait: what ten nodes let wait for one event (evently.engine.max-waiting-per-event, and reads). */
    private static final int MOST_KEPT = 50_000;

    /** Why a message is not handled. */
    public enum Reason {
        /** Too many wait for the entity to be read. */
        FULL,
        /** Its journal cannot be read. */
        UNREADABLE
    }

    /**
     * How an entity's messages are treated.
     *
     * @param <M> what the entity is sent
     */
    public interface RefusalPolicy<M> {

        /** Tells whoever waits for an answer to {@code message} that nothing was done. */
        void refuse(M message, Reason reason);

        /** Whether it is the word to stop. */
        boolean isStop(M message);
    }

    private enum Mode {
        /** Being read, or waiting to be: messages are kept. */
        READING,
        /** Read; what was kept is not handled yet. */
        READ,
        OPEN,
        /** Could not be read; it is tried again, and messages are refused. */
        REFUSING
    }

    private final Class<M> type;
    private final String persistenceId;
    private final String journal;
    private final UnreadableEntities unreadable;
    private final RefusalPolicy<M> policy;
    private final ArrayDeque<M> kept = new ArrayDeque<>();
    private Mode mode;
    /** In a row, of the entity's own rows. */
    private int failures;

    private Throwable lastFailure;

    private Recovery(
            Class<M> type,
            String persistenceId,
            String journal,
            UnreadableEntities unreadable,
            RefusalPolicy<M> policy) {
        this.type = type;
        this.persistenceId = persistenceId;
        this.journal = journal;
        this.unreadable = unreadable;
        this.policy = policy;
        this.mode = unreadable.refuses(persistenceId) ? Mode.REFUSING : Mode.READING;
    }

    /**
     * The entity behind its recovery.
     *
     * @param journal the plugin's name
     * @param entity made once; begins to be read when it starts
     */
    public static <M> Behavior<M> of(
            Class<M> type,
            String persistenceId,
            String journal,
            RefusalPolicy<M> policy,
            Function<Recovery<M>, Behavior<M>> entity) {
        return Behaviors.setup(context -> {
            var unreadable = UnreadableEntities.get(context.getSystem());
            var recovery = new Recovery<M>(type, persistenceId, journal, unreadable, policy);
            return recovery.new Shell(Behavior.start(entity.apply(recovery), context));
        });
    }

    public void succeeded() {
        unreadable.readable(persistenceId);
        failures = 0;
        lastFailure = null;
        mode = Mode.READ;
    }

    /**
     * It could not be read, and will be tried again.
     *
     * @return whether requests are refused from now on: what it has not decided yet never will be
     */
    public boolean failed(Throwable failure) {
        if (lastFailure != null && failure.getCause() == lastFailure) {
            // Pekko (1.7.0) tells each failure of a replay once more, in an exception of its own.
            return mode == Mode.REFUSING;
        }
        lastFailure = failure;
        failures += unreadable.failed(persistenceId, journal, failure) ? 1 : 0;
        boolean refuses = failures >= UnreadableEntities.TRIES_BEFORE_REFUSAL || unreadable.refuses(persistenceId);
        mode = refuses ? Mode.REFUSING : Mode.READING;
        return refuses;
    }

    /** A write failed, and so the entity will be read again. */
    public void begins(Throwable failure) {
        log.warn("{}: a commit failed: {}", persistenceId, RecoveryFailure.reason(failure));
        mode = Mode.READING;
    }

    private final class Shell extends ExtensibleBehavior<M> {

        private Behavior<M> entity;

        Shell(Behavior<M> entity) {
            this.entity = entity;
        }

        @Override
        public Behavior<M> receive(TypedActorContext<M> context, M message) {
            if (mode == Mode.OPEN) {
                return pass(context, message);
            }
            if (!type.isInstance(message)) {
                // Pekko's own: the journal's answers.
                return settle(context, pass(context, message));
            }
            if (mode == Mode.REFUSING) {
                policy.refuse(message, Reason.UNREADABLE);
                return policy.isStop(message) ? Behaviors.stopped() : Behaviors.same();
            }
            if (kept.size() < MOST_KEPT || policy.isStop(message)) {
                kept.add(message);
            } else {
                policy.refuse(message, Reason.FULL);
            }
            return Behaviors.same();
        }

        @Override
        public Behavior<M> receiveSignal(TypedActorContext<M> context, Signal signal) {
            return take(context, Behavior.interpretSignal(entity, context, signal));
        }

        private Behavior<M> pass(TypedActorContext<M> context, M message) {
            return take(context, Behavior.interpretMessage(entity, context, message));
        }

        /** The last one that lives is kept: it is told that its actor has stopped. */
        private Behavior<M> take(TypedActorContext<M> context, Behavior<M> next) {
            Behavior<M> canonical = Behavior.canonicalize(next, entity, context);
            if (!Behavior.isAlive(canonical)) {
                return canonical;
            }
            entity = canonical;
            return Behaviors.same();
        }

        /** Handles what was kept, once it is known how. */
        private Behavior<M> settle(TypedActorContext<M> context, Behavior<M> state) {
            Behavior<M> now = state;
            if (mode == Mode.READ) {
                mode = Mode.OPEN;
            }
            while (!kept.isEmpty() && Behavior.isAlive(now)) {
                if (mode == Mode.OPEN) {
                    now = pass(context, kept.poll());
                } else if (mode == Mode.REFUSING) {
                    M message = kept.poll();
                    policy.refuse(message, Reason.UNREADABLE);
                    now = policy.isStop(message) ? Behaviors.stopped() : now;
                } else {
                    return now;
                }
            }
            return now;
        }
    }
}
