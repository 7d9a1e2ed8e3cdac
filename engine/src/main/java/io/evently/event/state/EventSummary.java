package io.evently.event.state;

import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.PricingRule;
import java.util.UUID;

/**
 * Everything about an event but its bookings: what a snapshot begins with.
 *
 * @param pricingStep how many steps of the pricing rule are behind the current price
 * @param deleted a deleted event keeps its facts but answers "not found"
 * @param everBooked whether it ever had a booking, which forbids deleting it
 * @param createdBy the admin
 * @param endedAt when it was cancelled or completed, microseconds; 0 while active
 * @param lastFact the number of its newest fact
 * @param lastAt when its newest commit was decided, microseconds
 */
public record EventSummary(
        UUID id,
        Details details,
        int capacity,
        long basePrice,
        long currentPrice,
        PricingRule pricingRule,
        int pricingStep,
        EventStatus status,
        int version,
        boolean deleted,
        boolean everBooked,
        UUID createdBy,
        long createdAt,
        long updatedAt,
        long endedAt,
        long lastFact,
        long lastAt) {

    /** Of what nobody has created yet. */
    static final EventSummary NONE =
            new EventSummary(null, null, 0, 0, 0, null, 0, null, 0, false, false, null, 0, 0, 0, 0, 0);

    /** The same, but for what facts about bookings and the waitlist move. */
    EventSummary with(boolean nowBooked, long newestFact, long newestAt) {
        return new EventSummary(
                id,
                details,
                capacity,
                basePrice,
                currentPrice,
                pricingRule,
                pricingStep,
                status,
                version,
                deleted,
                nowBooked,
                createdBy,
                createdAt,
                updatedAt,
                endedAt,
                newestFact,
                newestAt);
    }

    /**
     * The next version: what a fact about the event itself, decided at {@code at}, makes of this one.
     */
    EventSummary after(Fact.EventFact fact, long at) {
        UUID newId = id;
        Details newDetails = details;
        int newCapacity = capacity;
        long newBasePrice = basePrice;
        long newPrice = currentPrice;
        PricingRule newRule = pricingRule;
        int newStep = pricingStep;
        EventStatus newStatus = status;
        boolean nowDeleted = deleted;
        UUID creator = createdBy;
        long since = createdAt;
        long end = endedAt;
        if (fact instanceof Fact.EventCreated created) {
            newId = created.eventId();
            newDetails = created.details();
            newCapacity = created.capacity();
            newBasePrice = created.basePrice();
            newPrice = created.basePrice();
            newRule = created.pricingRule();
            newStatus = EventStatus.ACTIVE;
            creator = created.by();
            since = at;
        } else if (fact instanceof Fact.EventChanged changed) {
            newDetails = changed.details();
            newCapacity = changed.capacity();
        } else if (fact instanceof Fact.PriceChanged price) {
            newPrice = price.newPrice();
            newRule = price.step() == Fact.PriceChanged.BY_HAND ? null : pricingRule;
            newStep = Math.max(pricingStep, price.step());
        } else if (fact instanceof Fact.EventCancelled) {
            newStatus = EventStatus.CANCELLED;
            end = at;
        } else if (fact instanceof Fact.EventCompleted) {
            newStatus = EventStatus.COMPLETED;
            end = at;
        } else if (fact instanceof Fact.EventDeleted) {
            nowDeleted = true;
        } else {
            throw new IllegalArgumentException("no rule applies " + fact);
        }
        return new EventSummary(
                newId,
                newDetails,
                newCapacity,
                newBasePrice,
                newPrice,
                newRule,
                newStep,
                newStatus,
                version + 1,
                nowDeleted,
                everBooked,
                creator,
                since,
                at,
                end,
                lastFact,
                lastAt);
    }
}
