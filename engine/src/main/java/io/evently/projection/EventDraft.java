package io.evently.projection;

import io.evently.event.Details;
import io.evently.event.EventStatus;
import io.evently.event.Fact;
import io.evently.event.Labelled;
import io.evently.event.SeatCounts;
import io.evently.event.actor.EventColumns;
import io.evently.tables.EventRow;
import java.util.UUID;

/** A row of {@code events} while facts are being written into it. */
final class EventDraft {

    private final UUID id;
    private Details details;
    private SeatCounts seats;
    private long basePrice;
    private long currentPrice;
    private String pricingRule;
    private EventStatus status;
    private int version;
    /** In the table; 0: there is no row. */
    private int storedVersion;

    private long endedAt;
    private String cancelReason;
    private UUID createdBy;
    private long factNo;
    private long createdAt;
    private long updatedAt;

    /** An event the table does not know yet. */
    EventDraft(UUID id) {
        this.id = id;
    }

    /** The row as it stands. */
    EventDraft(EventRow row) {
        id = row.id();
        details = EventColumns.details(row);
        seats = new SeatCounts(row.capacity(), row.confirmed(), row.held(), row.promised(), row.revenue());
        basePrice = row.basePrice();
        currentPrice = row.currentPrice();
        pricingRule = row.pricingRule();
        status = Labelled.of(EventStatus.class, row.status());
        version = row.version();
        storedVersion = version;
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

    /** After the last commit that is in it; 0: there is none. */
    int capacity() {
        return seats == null ? 0 : seats.capacity();
    }

    void created(Fact.EventCreated fact, long at) {
        details = fact.details();
        basePrice = fact.basePrice();
        currentPrice = fact.basePrice();
        pricingRule = EventColumns.json(fact.pricingRule());
        status = EventStatus.ACTIVE;
        createdBy = fact.by();
        createdAt = at;
        changedAt(at);
    }

    void changed(Fact.EventChanged fact, long at) {
        details = fact.details();
        changedAt(at);
    }

    void repriced(Fact.PriceChanged fact, long at) {
        currentPrice = fact.newPrice();
        pricingRule = fact.step() == Fact.PriceChanged.BY_HAND ? null : pricingRule;
        changedAt(at);
    }

    /** @param reason null: none was given */
    void ended(EventStatus newStatus, String reason, long at) {
        status = newStatus;
        endedAt = at;
        cancelReason = reason;
        changedAt(at);
    }

    private void changedAt(long at) {
        version++;
        updatedAt = at;
    }

    /** The seats after a commit, whose last fact is now in the row. */
    void finish(SeatCounts after, long lastFact) {
        seats = after;
        factNo = lastFact;
    }

    /** Whether the row differs from the one in the table by seats and revenue alone. */
    boolean onlySeatsMoved() {
        return version == storedVersion;
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
                updatedAt,
                details.timeZone());
    }
}
