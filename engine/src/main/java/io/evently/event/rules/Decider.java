package io.evently.event.rules;

import io.evently.event.EventCommand;
import io.evently.event.EventCommand.BookingCommand;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.LifecycleCommand;
import io.evently.event.EventCommand.RemoveUser;
import io.evently.event.EventCommand.WaitlistCommand;
import io.evently.event.Rejection;
import io.evently.event.state.Event;

/**
 * Which rules decide which commands. A command and the state of an event give facts or a rejection, always the same
 * ones. Each rule states its checks in the order of {@link Rejection}; after the last a command must succeed.
 */
public final class Decider {

    private Decider() {}

    /** Decides one command at {@code at} (microseconds); changes nothing. Nothing is due: {@link DueFacts} comes first. */
    public static Decision decide(Event event, long at, EventCommand command) {
        if (!event.exists() && !(command instanceof CreateEvent)) {
            return Decision.refuse(event, Rejection.EVENT_NOT_FOUND);
        }
        if (command instanceof BookingCommand booking) {
            return BookingRules.decide(event, at, booking);
        }
        if (command instanceof WaitlistCommand waiting) {
            return WaitlistRules.decide(event, at, waiting);
        }
        if (command instanceof LifecycleCommand change) {
            return LifecycleRules.decide(event, at, change);
        }
        return RemovalRules.remove(event, (RemoveUser) command);
    }
}
