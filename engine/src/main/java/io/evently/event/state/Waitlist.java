package io.evently.event.state;

import io.evently.event.Fact;
import io.evently.event.Fact.WaitlistFact;
import io.evently.event.KeyHash;
import io.evently.event.KeyedJoin;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.QueueCounts;
import io.evently.event.WaitlistEntry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.ToIntFunction;

/**
 * Who waits for seats of an event, to whom seats are promised, and the promotions that ended of late, so that a repeat is
 * answered as the first time. Counts seats and entries as it goes. About 150 bytes a waiting entry, 190 if it expires. Not
 * thread-safe.
 */
public final class Waitlist {

    /** Microseconds: longer than any request is valid ({@code evently.engine.ask-timeout} and a second). */
    private static final long COPIES_COME = 60_000_000L;

    /** 1 MB. Who ends more in a minute, as a settlement does, has not asked to join in that minute. */
    private static final int MOST_ENDED_ENTRIES = 10_000;

    private final ToIntFunction<UUID> seatsOf;
    private HashIndex<QueuedEntry> byId;
    private HashIndex<QueuedEntry> byUser;
    private WaitlistQueue queue;
    /** Those who wait and not for ever. */
    private final TreeSet<QueuedEntry> expiring =
            new TreeSet<>(Comparator.comparingLong(QueuedEntry::expiresAt).thenComparingLong(QueuedEntry::joinNo));

    private final SeatsWanted wanted = new SeatsWanted();
    private final KeyedJoins keyedJoins = new KeyedJoins();
    private final HashIndex<Promotion> promotions =
            new HashIndex<>(promotion -> promotion.id().hashCode());
    private final TreeSet<Promotion> open =
            new TreeSet<>(Comparator.comparingLong(Promotion::expiresAt).thenComparing(Promotion::id));
    /** Oldest first. */
    private final ArrayDeque<UUID> ended = new ArrayDeque<>();
    /** Whose the promotions in {@link #ended} were. */
    private final UserCounts endedOf = new UserCounts();

    /** Entries that ended within a minute, and when, the oldest first: a copy of the request to join may still come. */
    private final LinkedHashMap<UUID, Long> endedEntries = new LinkedHashMap<>();

    private int promised;
    private long joined;
    private long promoted;
    private long claimed;
    private long unused;
    private long waitedMicros;

    /** @param seatsOf how many seats a user holds or owns */
    Waitlist(ToIntFunction<UUID> seatsOf) {
        this.seatsOf = seatsOf;
        clearQueue();
    }

    // ---- what can be read ----

    /** Seats of open promotions. */
    int promisedSeats() {
        return promised;
    }

    QueueCounts tally() {
        return new QueueCounts(queue.size(), joined, promoted, claimed, unused, waitedMicros);
    }

    /** Entries, promotions and keys it remembers. */
    int size() {
        return byId.size() + ended.size() + keyedJoins.size();
    }

    /** Whether nobody waits, and nothing is promised. */
    public boolean isEmpty() {
        return byId.size() == 0;
    }

    public WaitlistQueue queue() {
        return queue;
    }

    public SeatsWanted seatsWanted() {
        return wanted;
    }

    /** The keys with which somebody joined, in the order of joining. */
    public Iterable<KeyedJoin> keyedJoins() {
        return keyedJoins;
    }

    /** What the user joined with this key within 24 hours, or null. */
    public KeyedJoin joinedBy(UUID userId, KeyHash key, long at) {
        return keyedJoins.find(userId, key, at);
    }

    /** Whether the user joined so often with a key in the 24 hours before {@code at}. */
    public boolean hasJoined(int many, UUID userId, long at) {
        return keyedJoins.has(many, userId, at);
    }

    /** Whether the user waits or is promoted. */
    public boolean has(UUID userId) {
        return waiterOf(userId) != null;
    }

    /** Seats promised to the user. */
    public int promisedTo(UUID userId) {
        QueuedEntry waiter = waiterOf(userId);
        return waiter == null || waiter.isWaiting() ? 0 : waiter.quantity();
    }

    /** Null if it neither waits nor is promoted. */
    public WaitlistEntry entry(UUID id) {
        return seen(find(id));
    }

    /** Null if the user neither waits nor is promoted. */
    public WaitlistEntry entryOf(UUID userId) {
        return seen(waiterOf(userId));
    }

    private QueuedEntry waiterOf(UUID userId) {
        // Mostly nobody waits: then a booking costs nothing here.
        return isEmpty() ? null : byUser.find(userId.hashCode(), waiter -> waiter.isOf(userId));
    }

    /** Whether the entry was there and ended, within the last minute. */
    public boolean hasEnded(UUID entryId) {
        return endedEntries.containsKey(entryId);
    }

    public Promotion promotion(UUID id) {
        return promotions.find(id.hashCode(), promotion -> promotion.id().equals(id));
    }

    /**
     * Whether so many promotions of {@code userId} ended in the 24 hours before {@code at}. Of what is older, only what no
     * commit has forgotten yet has to be looked at, and only for somebody near the bound.
     */
    public boolean hasUsedUp(int many, UUID userId, long at) {
        int used = endedOf.of(userId);
        if (used < many) {
            return false;
        }
        for (UUID id : ended) {
            Promotion promotion = promotion(id);
            if (at < promotion.changedAt() + Bookings.REMEMBERED) {
                break;
            }
            used -= promotion.userId().equals(userId) ? 1 : 0;
        }
        return used >= many;
    }

    /** Who waits and not for ever, the one that gives up first first. */
    public NavigableSet<QueuedEntry> expiring() {
        return expiring;
    }

    /** The open promotion whose window runs out first, or null. */
    Promotion nextToRunOut() {
        return open.isEmpty() ? null : open.first();
    }

    /** Open promotions, the one that runs out first first. */
    public Iterable<Promotion> open() {
        return open;
    }

    /** All that wait or are promoted, in no particular order. */
    public List<WaitlistEntry> entries() {
        List<WaitlistEntry> entries = new ArrayList<>(byId.size());
        byId.forEach(waiter -> entries.add(waiter.entry()));
        return entries;
    }

    /** All remembered promotions, in no particular order. */
    public Iterable<Promotion> promotions() {
        return promotions;
    }

    // ---- how facts change it ----

    /** Applies fact {@code factNo}, decided at {@code at}; what was claimed is a booking besides: {@link #claim}. */
    void apply(WaitlistFact fact, long factNo, long at) {
        if (fact instanceof Fact.WaitlistJoined joining) {
            join(joining, factNo, at);
        } else if (fact instanceof Fact.WaitlistLeft left) {
            leave(left.entryId(), at);
        } else if (fact instanceof Fact.PriorityChanged priority) {
            setPriority(priority.entryId(), priority.priority());
        } else if (fact instanceof Fact.EntryExpired expired) {
            end(expired.entryId(), at);
        } else if (fact instanceof Fact.EntryMadeImpossible impossible) {
            end(impossible.entryId(), at);
        } else if (fact instanceof Fact.PromotionMade made) {
            promote(made, factNo, at);
        } else if (fact instanceof Fact.PromotionDeclined declined) {
            expire(declined.promotionId(), at, true);
        } else if (fact instanceof Fact.PromotionExpired expired) {
            expire(expired.promotionId(), at, false);
        } else {
            throw new IllegalArgumentException("no rule applies " + fact);
        }
    }

    private void join(Fact.WaitlistJoined fact, long factNo, long at) {
        joined++;
        WaitlistEntry entry = new WaitlistEntry(
                fact.entryId(),
                fact.userId(),
                fact.quantity(),
                0,
                at,
                factNo,
                fact.expiresAt(),
                fact.notifyPrefs(),
                null);
        keep(new QueuedEntry(entry));
        if (fact.key() != null) {
            keyedJoins.add(new KeyedJoin(entry, fact.position(), fact.key()));
        }
    }

    /** The user holds or owns more seats than before, or fewer. */
    void seatsChanged(UUID userId) {
        QueuedEntry waiter = waiterOf(userId);
        if (waiter != null) {
            wanted.remove(waiter);
            waiter.setSeatsOfUser(seatsOf.applyAsInt(userId));
            wanted.add(waiter);
        }
    }

    private void setPriority(UUID entryId, int priority) {
        QueuedEntry waiter = live(entryId);
        if (waiter.isWaiting()) {
            queue.move(waiter, priority);
        } else {
            waiter.setPriority(priority);
        }
    }

    /** A waiting entry ends. */
    private void end(UUID entryId, long at) {
        QueuedEntry waiter = live(entryId);
        stopWaiting(waiter);
        remove(waiter, at);
    }

    /** Its user goes, whether it waits or is promoted. */
    private void leave(UUID entryId, long at) {
        QueuedEntry waiter = live(entryId);
        if (waiter.isWaiting()) {
            end(entryId, at);
        } else {
            expire(waiter.promotionId(), at, true);
        }
    }

    private void promote(Fact.PromotionMade made, long factNo, long at) {
        QueuedEntry waiter = live(made.entryId());
        stopWaiting(waiter);
        wanted.remove(waiter);
        waiter.promote(made.promotionId());
        wanted.add(waiter);
        if (factNo == waiter.joinNo() + 1) {
            keyedJoins.promotedAtOnce(made.entryId(), made.promotionId());
        }
        Promotion promotion = new Promotion(
                made.promotionId(),
                made.entryId(),
                waiter.userId(),
                waiter.quantity(),
                made.unitPrice(),
                at,
                made.expiresAt(),
                PromotionStatus.PENDING,
                at,
                false,
                null);
        promotions.add(promotion);
        open.add(promotion);
        promised += promotion.quantity();
        promoted++;
        // At most the highest number: a million who waited for 107 days each would be more.
        long waited = waitedMicros + (at - waiter.joinedAt());
        waitedMicros = waited < 0 ? Long.MAX_VALUE : waited;
    }

    /** A promotion becomes a booking. */
    Fact.BookingMade claim(Fact.PromotionClaimed fact, long at) {
        Promotion promotion = mustBeOpen(fact.promotionId());
        claimed++;
        close(promotion, promotion.used(at, fact.bookingId()), at);
        return promotion.booked(fact.bookingId());
    }

    /** A promotion ends without a booking, and its entry with it. */
    private void expire(UUID promotionId, long at, boolean byItsUser) {
        Promotion promotion = mustBeOpen(promotionId);
        unused++;
        close(promotion, promotion.expired(at, byItsUser), at);
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
        byId = new HashIndex<>(QueuedEntry::hashOfId);
        byUser = new HashIndex<>(QueuedEntry::hashOfUser);
        queue = new WaitlistQueue();
        wanted.clear();
        expiring.clear();
    }

    /** Forgets keys and promotions a day after their use or end, and entries a minute after theirs. */
    void forget(long at) {
        keyedJoins.forget(at);
        while (!endedEntries.isEmpty() && at >= endedEntries.values().iterator().next() + COPIES_COME) {
            forgetOldestEndedEntry();
        }
        while (!ended.isEmpty() && at >= promotion(ended.peek()).changedAt() + Bookings.REMEMBERED) {
            Promotion promotion = promotion(ended.poll());
            endedOf.decrease(promotion.userId());
            promotions.remove(promotion);
        }
    }

    /** Takes up what a snapshot holds, in whatever order it comes. */
    void restore(List<WaitlistEntry> entries, List<Promotion> remembered, List<KeyedJoin> keys, QueueCounts tally) {
        entries.forEach(entry -> keep(new QueuedEntry(entry)));
        keyedJoins.restore(keys);
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
                .forEach(this::remember);
        joined = tally.joined();
        promoted = tally.promoted();
        claimed = tally.claimed();
        unused = tally.unused();
        waitedMicros = tally.waitedMicros();
    }

    private void close(Promotion promotion, Promotion after, long at) {
        open.remove(promotion);
        promotions.replace(promotion, after);
        remember(after);
        promised -= promotion.quantity();
        remove(live(promotion.entryId()), at);
    }

    private void remember(Promotion over) {
        ended.add(over.id());
        endedOf.increase(over.userId());
    }

    private void keep(QueuedEntry waiter) {
        waiter.setSeatsOfUser(seatsOf.applyAsInt(waiter.userId()));
        byId.add(waiter);
        byUser.add(waiter);
        wanted.add(waiter);
        if (waiter.isWaiting()) {
            queue.add(waiter);
            if (waiter.expiresAt() != 0) {
                expiring.add(waiter);
            }
        }
    }

    private void stopWaiting(QueuedEntry waiter) {
        queue.remove(waiter);
        if (waiter.expiresAt() != 0) {
            expiring.remove(waiter);
        }
    }

    private void remove(QueuedEntry waiter, long at) {
        byId.remove(waiter);
        byUser.remove(waiter);
        wanted.remove(waiter);
        endedEntries.put(waiter.id(), at);
        if (endedEntries.size() > MOST_ENDED_ENTRIES) {
            forgetOldestEndedEntry();
        }
    }

    private void forgetOldestEndedEntry() {
        Iterator<UUID> oldest = endedEntries.keySet().iterator();
        oldest.next();
        oldest.remove();
    }

    private QueuedEntry find(UUID id) {
        return byId.find(id.hashCode(), waiter -> waiter.hasId(id));
    }

    private QueuedEntry live(UUID id) {
        QueuedEntry waiter = find(id);
        if (waiter == null) {
            throw new IllegalStateException("entry %s is not in the waitlist".formatted(id));
        }
        return waiter;
    }

    private static WaitlistEntry seen(QueuedEntry waiter) {
        return waiter == null ? null : waiter.entry();
    }

    private Promotion mustBeOpen(UUID id) {
        Promotion promotion = promotion(id);
        if (promotion == null || promotion.status() != PromotionStatus.PENDING) {
            throw new IllegalStateException("promotion %s is not open".formatted(id));
        }
        return promotion;
    }
}
