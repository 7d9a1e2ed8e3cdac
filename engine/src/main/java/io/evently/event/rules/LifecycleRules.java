package io.evently.event.rules;

import io.evently.event.Details;
import io.evently.event.EventCommand.CancelEvent;
import io.evently.event.EventCommand.ChangeEvent;
import io.evently.event.EventCommand.CompleteEvent;
import io.evently.event.EventCommand.CreateEvent;
import io.evently.event.EventCommand.DeleteEvent;
import io.evently.event.EventCommand.IfMatch;
import io.evently.event.EventCommand.LifecycleCommand;
import io.evently.event.EventCommand.SetPrice;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.Rejection;
import io.evently.event.SeatCounts;
import io.evently.event.state.Event;

/**
 * The rules of the event itself: from its creation to its end. The checks of a command stand in the order of
 * {@link Rejection}: one that is met answers null, the first that is not is told.
 */
public final class LifecycleRules {

    private LifecycleRules() {}

    static Decision decide(Event event, long at, LifecycleCommand command) {
        if (command instanceof CreateEvent create) {
            return create(event, create);
        }
        if (command instanceof ChangeEvent change) {
            return change(event, change);
        }
        if (command instanceof SetPrice set) {
            return setPrice(event, set);
        }
        if (command instanceof CancelEvent cancel) {
            return cancel(event, cancel);
        }
        return command instanceof CompleteEvent complete
                ? complete(event, at, complete)
                : delete(event, (DeleteEvent) command);
    }

    private static Decision create(Event event, CreateEvent create) {
        if (!event.isBlank()) {
            // The id is fresh, so this is the API node asking again.
            return Decision.unchanged();
        }
        return Decision.accept(new Fact.EventCreated(
                create.eventId(),
                create.details(),
                create.capacity(),
                create.basePrice(),
                create.pricingRule(),
                create.by()));
    }

    private static Decision change(Event event, ChangeEvent change) {
        SeatCounts tally = event.tally();
        int capacity = change.capacity() == null ? tally.capacity() : change.capacity();
        Rejection refusal = versionMustMatch(event, change.ifMatch());
        refusal = refusal != null ? refusal : eventMustBeActive(event);
        refusal = refusal != null ? refusal : capacityMustCoverTakenSeats(capacity, tally);
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        Details before = event.details();
        Details after = change.appliedTo(before);
        if (after.equals(before) && capacity == tally.capacity()) {
            return Decision.unchanged();
        }
        Fact changed = new Fact.EventChanged(after, capacity, change.by());
        return Decision.event(Pricing.after(event, tally.confirmed(), capacity, changed));
    }

    private static Decision setPrice(Event event, SetPrice set) {
        Rejection refusal = versionMustMatch(event, set.ifMatch());
        refusal = refusal != null ? refusal : eventMustBeActive(event);
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        boolean same = set.price() == event.currentPrice() && event.pricingRule() == null;
        return same
                ? Decision.unchanged()
                : Decision.accept(new Fact.PriceChanged(
                        event.currentPrice(), set.price(), set.reason(), Fact.PriceChanged.BY_HAND, set.by()));
    }

    private static Decision cancel(Event event, CancelEvent cancel) {
        Rejection refusal = versionMustMatch(event, cancel.ifMatch());
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        return switch (event.status()) {
            case CANCELLED -> Decision.unchanged();
            case COMPLETED -> Decision.refuse(event, Rejection.EVENT_NOT_ON_SALE);
            case ACTIVE -> Decision.accept(new Fact.EventCancelled(cancel.reason(), cancel.by()));
        };
    }

    private static Decision complete(Event event, long at, CompleteEvent complete) {
        Rejection refusal = versionMustMatch(event, complete.ifMatch());
        if (refusal != null) {
            return Decision.refuse(event, refusal);
        }
        return switch (event.status()) {
            case COMPLETED -> Decision.unchanged();
            case CANCELLED -> Decision.refuse(event, Rejection.EVENT_NOT_ON_SALE);
            case ACTIVE ->
                at < event.details().eventDate()
                        ? Decision.refuse(event, Rejection.EVENT_NOT_ON_SALE)
                        : Decision.accept(new Fact.EventCompleted(complete.by()));
        };
    }

    private static Decision delete(Event event, DeleteEvent delete) {
        Rejection refusal = versionMustMatch(event, delete.ifMatch());
        refusal = refusal != null ? refusal : eventMustNeverHaveBeenBooked(event);
        return refusal != null ? Decision.refuse(event, refusal) : Decision.accept(new Fact.EventDeleted(delete.by()));
    }

    private static Rejection versionMustMatch(Event event, IfMatch ifMatch) {
        return ifMatch.allows(event.version()) ? null : Rejection.VERSION_MISMATCH;
    }

    private static Rejection eventMustBeActive(Event event) {
        return event.status() == EventStatus.ACTIVE ? null : Rejection.EVENT_NOT_ON_SALE;
    }

    private static Rejection eventMustNeverHaveBeenBooked(Event event) {
        return event.everBooked() ? Rejection.EVENT_HAS_BOOKINGS : null;
    }

    private static Rejection capacityMustCoverTakenSeats(int capacity, SeatCounts tally) {
        return capacity >= tally.capacity() - tally.available() ? null : Rejection.CAPACITY_BELOW_SOLD;
    }
}
