package io.evently.event;

/**
 * Which rule decides which command. A command and the state of an event give facts or a rejection, always the same
 * ones. Each rule states its checks in the order of {@link Rejection}; after the last a command must succeed.
 */
public final class Decider {

    private Decider() {}

    /** Decides one command at {@code at} (microseconds); changes nothing. Nothing is due: {@link Owed} comes first. */
    public static Decision decide(Event event, long at, EventCommand command) {
        if (command instanceof EventCommand.CreateEvent create) {
            return LifecycleRules.create(event, create);
        }
        if (!event.exists()) {
            return Decision.refuse(event, Rejection.EVENT_NOT_FOUND);
        }
        if (command instanceof EventCommand.Book book) {
            return BookingRules.book(event, at, book);
        }
        if (command instanceof EventCommand.ConfirmHold confirm) {
            return BookingRules.confirm(event, at, confirm);
        }
        if (command instanceof EventCommand.CancelBooking cancel) {
            return BookingRules.cancel(event, at, cancel);
        }
        if (command instanceof EventCommand.JoinWaitlist join) {
            return WaitlistRules.join(event, at, join);
        }
        if (command instanceof EventCommand.LeaveWaitlist leave) {
            return WaitlistRules.leave(event, leave);
        }
        if (command instanceof EventCommand.SetPriority set) {
            return WaitlistRules.setPriority(event, set);
        }
        if (command instanceof EventCommand.ClaimPromotion claim) {
            return WaitlistRules.claim(event, at, claim);
        }
        if (command instanceof EventCommand.DeclinePromotion decline) {
            return WaitlistRules.decline(event, at, decline);
        }
        if (command instanceof EventCommand.ChangeEvent change) {
            return LifecycleRules.change(event, change);
        }
        if (command instanceof EventCommand.SetPrice set) {
            return LifecycleRules.setPrice(event, set);
        }
        if (command instanceof EventCommand.CancelEvent cancel) {
            return LifecycleRules.cancel(event, cancel);
        }
        if (command instanceof EventCommand.CompleteEvent complete) {
            return LifecycleRules.complete(event, at, complete);
        }
        if (command instanceof EventCommand.DeleteEvent delete) {
            return LifecycleRules.delete(event, delete);
        }
        if (command instanceof EventCommand.RemoveUser remove) {
            return RemovalRules.remove(event, remove);
        }
        throw new IllegalArgumentException("no rule decides " + command);
    }
}
