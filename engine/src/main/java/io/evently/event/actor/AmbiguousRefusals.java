package io.evently.event.actor;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.JoinWaitlist;
import io.evently.event.EventCommand.LeaveWaitlist;
import io.evently.event.EventCommand.SetPrice;
import io.evently.event.EventCommand.SetPriority;

/**
 * Which answers to a repeated command tell nothing: the node sends a command again when no answer came, and what refuses
 * the second may be what the first has done. Everything else an event recognises, by ids that the node made.
 */
final class AmbiguousRefusals {

    private AmbiguousRefusals() {}

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
            // The first may have joined, and the entry may have ended since.
            case ENTRY_NOT_FOUND -> command instanceof LeaveWaitlist || command instanceof JoinWaitlist;
            default -> false;
        };
    }

    /**
     * Whether an event knows {@code command} again. One that it does not, such as a price without a condition, is not
     * sent a second time while the first may be on its way: arriving after somebody else's, it would undo that.
     */
    static boolean isRecognised(EventCommand command) {
        if (command instanceof SetPrice set) {
            return !set.ifMatch().any();
        }
        if (command instanceof ChangeEvent change) {
            return !change.ifMatch().any();
        }
        return !(command instanceof SetPriority);
    }
}
