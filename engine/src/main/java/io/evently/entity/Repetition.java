package io.evently.entity;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.EventCommand.SetPrice;

/**
 * Which answers to a repeated command tell nothing: the node sends a command again when no answer came, and what refuses
 * the second may be what the first has done. Everything else an event recognises, by ids that the node made.
 */
final class Repetition {

    private Repetition() {}

    /** Whether the first of two sendings of {@code command} may be why the second was answered like this. */
    static boolean mayHaveCaused(EventCommand command, EventReply reply) {
        if (!(reply instanceof EventReply.Refused refused)) {
            return false;
        }
        return switch (refused.rejection()) {
            case VERSION_MISMATCH ->
                command instanceof ChangeEvent
                        || command instanceof SetPrice
                        || command instanceof CancelEvent
                        || command instanceof CompleteEvent
                        || command instanceof DeleteEvent;
            case EVENT_NOT_FOUND -> command instanceof DeleteEvent;
            case ENTRY_NOT_FOUND -> command instanceof LeaveWaitlist;
            default -> false;
        };
    }
}
