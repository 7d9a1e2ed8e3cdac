package io.evently.event;

import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;

/**
 * Who waits for seats of an event, to whom seats are promised, and the promotions that ended of late, so that a repeat is
 * answered as the first time. Counts seats and entries as it goes. About 220 bytes a waiting entry.
 */
final class Waitlist {

    private OpenIndex<WaitlistEntry> byId;
    private OpenIndex<WaitlistEntry> byUser;
    private WaitlistQueue queue;
    /** Those who wait and not for ever. */
    private final TreeSet<WaitlistEntry> expiring =
            new TreeSet<>(Comparator.comparingLong(WaitlistEntry::expiresAt).thenComparingLong(WaitlistEntry::joinNo));

    private final OpenIndex<Promotion> promotions =
            new OpenIndex<>(promotion -> promotion.id().hashCode());
    private final TreeSet<Promotion> open =
            new TreeSet<>(Comparator.comparingLong(Promotion::expiresAt).thenComparing(Promotion::id));
    /** Oldest first. */
    private final ArrayDeque<UUID> ended = new ArrayDeque<>();

    private int promised;
    private long joined;
    private long promoted;
    private long claimed;
    private long unused;
    private long waitedMicros;

    Waitlist() {
        clearQueue();
    }

    // ---- what can be read ----

    /** Seats of open promotions. */
    int promisedSeats() {
        return promised;
    }

    QueueTally tally() {
        return new QueueTally(queue.size(), joined, promoted, claimed, unused, waitedMicros);
    }

    /** Entries and promotions it remembers. */
    int size() {
        return byId.size() + ended.size();
    }

    WaitlistQueue queue() {
        return queue;
    }

    WaitlistEntry entry(UUID id) {
        return byId.find(id.hashCode(), entry -> entry.id().equals(id));
    }

    WaitlistEntry entryOf(UUID userId) {
        return byUser.find(userId.hashCode(), entry -> entry.userId().equals(userId));
    }

    Promotion promotion(UUID id) {
        return promotions.find(id.hashCode(), promotion -> promotion.id().equals(id));
    }

    /** The waiting entry that expires first, or null. */
    WaitlistEntry nextToExpire() {
        return expiring.isEmpty() ? null : expiring.first();
    }

    Iterator<WaitlistEntry> expiring() {
        return expiring.iterator();
    }

    /** The open promotion whose window runs out first, or null. */
    Promotion nextToRunOut() {
        return open.isEmpty() ? null : open.first();
    }

    /** Open promotions, the one that runs out first first. */
    Iterable<Promotion> open() {
        return open;
    }

    Iterable<WaitlistEntry> entries() {
        return byId;
    }

    Iterable<Promotion> promotions() {
        return promotions;
    }

    // ---- how facts change it ----

    void join(WaitlistEntry entry) {
        joined++;
        byId.add(entry);
        byUser.add(entry);
        wait(entry);
    }

    void setPriority(UUID entryId, int priority) {
        WaitlistEntry old = live(entryId);
        WaitlistEntry entry = old.withPriority(priority);
        if (old.promotionId() == null) {
            stopWaiting(old);
            wait(entry);
        }
        replace(old, entry);
    }

    /** A waiting entry ends. */
    void end(UUID entryId) {
        WaitlistEntry entry = live(entryId);
        stopWaiting(entry);
        remove(entry);
    }

    /** Its user goes, whether it waits or is promoted. */
    void leave(UUID entryId, long at) {
        WaitlistEntry entry = live(entryId);
        if (entry.promotionId() == null) {
            end(entryId);
        } else {
            expire(entry.promotionId(), at, true);
        }
    }

    void promote(UUID promotionId, UUID entryId, long unitPrice, long expiresAt, long at) {
        WaitlistEntry old = live(entryId);
        stopWaiting(old);
        replace(old, old.promoted(promotionId));
        Promotion promotion = new Promotion(
                promotionId,
                entryId,
                old.userId(),
                old.quantity(),
                unitPrice,
                at,
                expiresAt,
                PromotionStatus.PENDING,
                at,
                false,
                null);
        promotions.add(promotion);
        open.add(promotion);
        promised += promotion.quantity();
        promoted++;
        waitedMicros += at - old.joinedAt();
    }

    /** A promotion becomes a booking; returns it as it was open. */
    Promotion claim(UUID promotionId, UUID bookingId, long at) {
        Promotion promotion = mustBeOpen(promotionId);
        claimed++;
        close(promotion, promotion.used(at, bookingId));
        return promotion;
    }

    /** A promotion ends without a booking, and its entry with it. */
    void expire(UUID promotionId, long at, boolean byItsUser) {
        Promotion promotion = mustBeOpen(promotionId);
        unused++;
        close(promotion, promotion.expired(at, byItsUser));
    }

    /** The event is over: nobody waits, nothing is promised. */
    void endAll(long at) {
        for (Promotion promotion : List.copyOf(open)) {
            expire(promotion.id(), at, false);
        }
        clearQueue();
    }

    /** At once, however many wait. */
    private void clearQueue() {
        byId = new OpenIndex<>(entry -> entry.id().hashCode());
        byUser = new OpenIndex<>(entry -> entry.userId().hashCode());
        queue = new WaitlistQueue();
        expiring.clear();
    }

    /** Forgets promotions that ended a day before {@code at}. */
    void forget(long at) {
        while (!ended.isEmpty() && at >= promotion(ended.peek()).changedAt() + Bookings.REMEMBERED) {
            promotions.remove(promotion(ended.poll()));
        }
    }

    /** Takes up what a snapshot holds, in whatever order it comes. */
    void restore(List<WaitlistEntry> entries, List<Promotion> remembered, QueueTally tally) {
        for (WaitlistEntry entry : entries) {
            byId.add(entry);
            byUser.add(entry);
            if (entry.promotionId() == null) {
                wait(entry);
            }
        }
        remembered.forEach(promotions::add);
        for (Promotion promotion : remembered) {
            if (promotion.status() == PromotionStatus.PENDING) {
                open.add(promotion);
                promised += promotion.quantity();
            }
        }
        remembered.stream()
                .filter(promotion -> promotion.status() != PromotionStatus.PENDING)
                .sorted(Comparator.comparingLong(Promotion::changedAt))
                .forEach(promotion -> ended.add(promotion.id()));
        joined = tally.joined();
        promoted = tally.promoted();
        claimed = tally.claimed();
        unused = tally.unused();
        waitedMicros = tally.waitedMicros();
    }

    private void close(Promotion promotion, Promotion after) {
        open.remove(promotion);
        promotions.replace(promotion, after);
        ended.add(promotion.id());
        promised -= promotion.quantity();
        remove(live(promotion.entryId()));
    }

    private void wait(WaitlistEntry entry) {
        queue.add(entry);
        if (entry.expiresAt() != 0) {
            expiring.add(entry);
        }
    }

    private void stopWaiting(WaitlistEntry entry) {
        queue.remove(entry);
        if (entry.expiresAt() != 0) {
            expiring.remove(entry);
        }
    }

    private void replace(WaitlistEntry old, WaitlistEntry entry) {
        byId.replace(old, entry);
        byUser.replace(old, entry);
    }

    private void remove(WaitlistEntry entry) {
        byId.remove(entry);
        byUser.remove(entry);
    }

    private WaitlistEntry live(UUID id) {
        WaitlistEntry entry = entry(id);
        if (entry == null) {
            throw new IllegalStateException("entry %s is not in the waitlist".formatted(id));
        }
        return entry;
    }

    private Promotion mustBeOpen(UUID id) {
        Promotion promotion = promotion(id);
        if (promotion == null || promotion.status() != PromotionStatus.PENDING) {
            throw new IllegalStateException("promotion %s is not open".formatted(id));
        }
        return promotion;
    }
}
