package io.evently.projection;

import io.evently.entity.EventColumns;
import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.Labelled;
import io.evently.event.Tally;
import io.evently.tables.EventRow;
import java.util.UUID;

/** A row of {@code events} while facts are being written into it. */
final class EventDraft {

    private final UUID id;
    private Details details;
    private Tally seats;
    private long basePrice;
    private long currentPrice;
    private String pricingRule;
    private EventStatus status;
    private int version;
    private long endedAt;
    private String cancelReason;
    private UUID createdBy;
    private long factNo;
    private long createdAt;
    private long updatedAt;
    private boolean deleted;

    /** An event the table does not know yet. */
    EventDraft(UUID id) {
        this.id = id;
    }

    /** The row as it stands. */
    EventDraft(EventRow row) {
        id = row.id();
        details = EventColumns.details(row);
        seats = new Tally(row.capacity(), row.confirmed(), row.held(), row.promised(), row.revenue());
        basePrice = row.basePrice();
        currentPrice = row.currentPrice();
        pricingRule = row.pricingRule();
        status = Labelled.of(EventStatus.class, row.status());
        version = row.version();
        endedAt = row.endedAt();
        cancelReason = row.cancelReason();
        createdBy = row.createdBy();
        factNo = row.factNo();
        createdAt = row.createdAt();
        updatedAt = row.updatedAt();
    }

    /** The last fact that is in the row; 0: none. */
    long factNo() {
        return factNo;
    }

    /** As they were said last. */
    Details details() {
        return details;
    }

    boolean isDeleted() {
        return deleted;
    }

    /** A fact about the event itself; those about bookings and the waitlist leave it alone. */
    void apply(Fact fact, long at) {
        if (fact instanceof Fact.EventCreated created) {
            details = created.details();
            basePrice = created.basePrice();
            currentPrice = created.basePrice();
            pricingRule = EventColumns.json(created.pricingRule());
            status = EventStatus.ACTIVE;
            createdBy = created.by();
            createdAt = at;
        } else if (fact instanceof Fact.EventChanged changed) {
            details = changed.details();
        } else if (fact instanceof Fact.PriceChanged price) {
            currentPrice = price.newPrice();
            pricingRule = price.step() == Fact.PriceChanged.BY_HAND ? null : pricingRule;
        } else if (fact instanceof Fact.EventCancelled cancelled) {
            status = EventStatus.CANCELLED;
            endedAt = at;
            cancelReason = cancelled.reason();
        } else if (fact instanceof Fact.EventCompleted) {
            status = EventStatus.COMPLETED;
            endedAt = at;
        } else if (fact instanceof Fact.EventDeleted) {
            deleted = true;
        } else {
            return;
        }
        version++;
        updatedAt = at;
    }

    /** The seats after a commit, whose last fact is now in the row. */
    void finish(Tally after, long lastFact) {
        seats = after;
        factNo = lastFact;
    }

    EventRow row() {
        return new EventRow(
                id,
                details.name(),
                details.description(),
                details.venue(),
                details.eventDate(),
                seats.capacity(),
                seats.confirmed(),
                seats.held(),
                seats.promised(),
                basePrice,
                currentPrice,
                seats.revenue(),
                status.label(),
                version,
                details.maxPerBooking(),
                details.maxPerUser(),
                details.holdMinutes(),
                details.waitlistPolicy().label(),
                details.windowMinutes(),
                pricingRule,
                endedAt,
                cancelReason,
                createdBy,
                factNo,
                createdAt,
                updatedAt);
    }
}
