package io.evently.event;

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
public record EventHead(
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
        long lastAt) {}
