package io.evently.event.state;

import io.evently.event.NotifyPrefs;
import io.evently.event.WaitlistEntry;
import java.util.UUID;

/**
 * An entry of the waitlist as the event itself keeps it: ids as bare numbers, what may change in place. A million of them
 * are compared and moved without a look at another object, and without making work for the garbage collector; whoever
 * shall see one gets an {@link WaitlistEntry}.
 */
public final class QueuedEntry {

    /** {@link #slot} of who does not wait. */
    static final int NOWHERE = -1;

    private final long idHigh;
    private final long idLow;
    private final long userHigh;
    private final long userLow;
    private final long joinedAt;
    private final long joinNo;
    private final long expiresAt;
    private final byte quantity;
    private final boolean byEmail;
    private final boolean inApp;

    private int priority;
    private int seatsOfUser;
    private UUID promotionId;
    /** Where {@link WaitlistQueue} keeps it. */
    int slot = NOWHERE;

    QueuedEntry(WaitlistEntry entry) {
        idHigh = entry.id().getMostSignificantBits();
        idLow = entry.id().getLeastSignificantBits();
        userHigh = entry.userId().getMostSignificantBits();
        userLow = entry.userId().getLeastSignificantBits();
        joinedAt = entry.joinedAt();
        joinNo = entry.joinNo();
        expiresAt = entry.expiresAt();
        quantity = (byte) entry.quantity();
        byEmail = entry.notifyPrefs().email();
        inApp = entry.notifyPrefs().inApp();
        priority = entry.priority();
        promotionId = entry.promotionId();
    }

    /** What others may see of it, and keep. */
    public WaitlistEntry entry() {
        return new WaitlistEntry(
                id(),
                userId(),
                quantity,
                priority,
                joinedAt,
                joinNo,
                expiresAt,
                new NotifyPrefs(byEmail, inApp),
                promotionId);
    }

    public UUID id() {
        return new UUID(idHigh, idLow);
    }

    UUID userId() {
        return new UUID(userHigh, userLow);
    }

    boolean hasId(UUID id) {
        return idHigh == id.getMostSignificantBits() && idLow == id.getLeastSignificantBits();
    }

    boolean isOf(UUID userId) {
        return userHigh == userId.getMostSignificantBits() && userLow == userId.getLeastSignificantBits();
    }

    /** The hash of its id, as {@link UUID#hashCode} gives it. */
    int hashOfId() {
        return Long.hashCode(idHigh ^ idLow);
    }

    /** The hash of its user's id. */
    int hashOfUser() {
        return Long.hashCode(userHigh ^ userLow);
    }

    public int quantity() {
        return quantity;
    }

    int priority() {
        return priority;
    }

    long joinedAt() {
        return joinedAt;
    }

    long joinNo() {
        return joinNo;
    }

    /** Microseconds; 0: it waits for ever. */
    public long expiresAt() {
        return expiresAt;
    }

    public UUID promotionId() {
        return promotionId;
    }

    /** Seats its user holds or owns besides. */
    int seatsOfUser() {
        return seatsOfUser;
    }

    /** What its user would have with the seats they want. */
    public long seatsInTheEnd() {
        return (long) seatsOfUser + quantity;
    }

    public boolean isWaiting() {
        return promotionId == null;
    }

    public long queueKey() {
        return WaitlistEntry.queueKey(priority, joinNo);
    }

    void setSeatsOfUser(int seats) {
        seatsOfUser = seats;
    }

    void setPriority(int next) {
        priority = next;
    }

    void promote(UUID promotion) {
        promotionId = promotion;
    }
}
