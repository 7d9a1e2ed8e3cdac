package io.evently.event.rules;

import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.KeyHash;
import io.evently.event.QueueCounts;
import io.evently.event.WaitlistPolicy;
import io.evently.event.WaitlistStatus;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Predicate;

/**
 * Who waits for an event and what becomes of it, written down once more from {@code design.md}: one list of all who ever
 * joined, sorted whenever somebody asks. Slow, and right by reading.
 */
final class WaitlistModel {

    private static final long DAY = 86_400_000_000L;
    private static final long MINUTE = 60_000_000L;

    /** Somebody who joined; where they stand in the list is their join number. */
    static final class Waiter {
        final UUID entryId;
        final UUID userId;
        final int quantity;
        final long joinedAt;
        final long expiresAt;
        final KeyHash key;
        int priority;
        /** What they were told when they joined. */
        String firstShown;

        WaitlistStatus status = WaitlistStatus.WAITING;
        long endedAt;

        /** 0: never promoted. */
        long promotedAt;

        long promisedUntil;
        long price;
        boolean declined;
        UUID promotionId;
        UUID bookingId;

        private Waiter(EventCommand.JoinWaitlist join, long at) {
            entryId = join.entryId();
            userId = join.userId();
            quantity = join.quantity();
            joinedAt = at;
            expiresAt = join.expiresAt();
            key = join.key();
        }

        void end(WaitlistStatus how, long at) {
            status = how;
            endedAt = at;
        }

        private boolean isLive() {
            return status == WaitlistStatus.WAITING || status == WaitlistStatus.PROMOTED;
        }
    }

    private final List<Waiter> all = new ArrayList<>();

    // ---- what can be seen ----

    List<Waiter> inOrder() {
        return all.stream()
                .filter(waiter -> waiter.status == WaitlistStatus.WAITING)
                .sorted(Comparator.<Waiter>comparingInt(waiter -> -waiter.priority)
                        .thenComparingLong(waiter -> waiter.joinedAt)
                        .thenComparingInt(all::indexOf))
                .toList();
    }

    List<Waiter> promoted() {
        return all.stream()
                .filter(waiter -> waiter.status == WaitlistStatus.PROMOTED)
                .toList();
    }

    List<Waiter> everPromoted() {
        return all.stream().filter(waiter -> waiter.promotedAt != 0).toList();
    }

    Waiter live(UUID entryId) {
        return all.stream()
                .filter(waiter -> waiter.isLive() && waiter.entryId.equals(entryId))
                .findFirst()
                .orElse(null);
    }

    Waiter liveOf(UUID userId) {
        return all.stream()
                .filter(waiter -> waiter.isLive() && waiter.userId.equals(userId))
                .findFirst()
                .orElse(null);
    }

    /** Who joined with this key less than a day before {@code at}. */
    Waiter joinedBy(UUID userId, KeyHash key, long at) {
        return joinedWithKeys(userId, at).stream()
                .filter(waiter -> waiter.key.equals(key))
                .findFirst()
                .orElse(null);
    }

    List<Waiter> joinedWithKeys(UUID userId, long at) {
        return all.stream()
                .filter(waiter -> waiter.key != null && waiter.userId.equals(userId) && at < waiter.joinedAt + DAY)
                .toList();
    }

    /** Who was given this promotion, if it is the caller's and did not end a day before the last commit. */
    Waiter promised(UUID promotionId, UUID userId, long lastCommit) {
        return everPromoted().stream()
                .filter(waiter -> promotionId.equals(waiter.promotionId) && waiter.userId.equals(userId))
                .filter(waiter -> waiter.isLive() || lastCommit < waiter.endedAt + DAY)
                .findFirst()
                .orElse(null);
    }

    /** Promotions of a user that ended within a day. */
    long promisedInADay(UUID userId, long at) {
        return everPromoted().stream()
                .filter(waiter -> waiter.userId.equals(userId) && !waiter.isLive() && at < waiter.endedAt + DAY)
                .count();
    }

    int promisedSeats() {
        return promoted().stream().mapToInt(waiter -> waiter.quantity).sum();
    }

    int promisedTo(UUID userId) {
        return promoted().stream()
                .filter(waiter -> waiter.userId.equals(userId))
                .mapToInt(waiter -> waiter.quantity)
                .sum();
    }

    QueueCounts tally() {
        List<Waiter> promoted = everPromoted();
        long claimed = promoted.stream()
                .filter(waiter -> waiter.status == WaitlistStatus.CONVERTED)
                .count();
        return new QueueCounts(
                inOrder().size(),
                all.size(),
                promoted.size(),
                claimed,
                promoted.size() - claimed - promoted().size(),
                promoted.stream()
                        .mapToLong(waiter -> waiter.promotedAt - waiter.joinedAt)
                        .sum());
    }

    /** What a client sees of a live entry. */
    String shown(Waiter waiter) {
        return "%s %s wants %d, priority %d, %s at %d"
                .formatted(
                        waiter.entryId,
                        waiter.userId,
                        waiter.quantity,
                        waiter.priority,
                        waiter.status,
                        inOrder().indexOf(waiter) + 1);
    }

    // ---- what happens ----

    void join(EventCommand.JoinWaitlist join, long at) {
        all.add(new Waiter(join, at));
    }

    /** Whether there was somebody to leave. */
    boolean leave(UUID userId, long at) {
        Waiter waiter = liveOf(userId);
        if (waiter != null) {
            waiter.declined = waiter.status == WaitlistStatus.PROMOTED;
            waiter.end(WaitlistStatus.LEFT, at);
        }
        return waiter != null;
    }

    void endDue(long at) {
        for (Waiter waiter : all) {
            boolean tiredOfWaiting =
                    waiter.status == WaitlistStatus.WAITING && waiter.expiresAt != 0 && waiter.expiresAt <= at;
            boolean tooLate = waiter.status == WaitlistStatus.PROMOTED && waiter.promisedUntil <= at;
            if (tiredOfWaiting || tooLate) {
                waiter.end(WaitlistStatus.EXPIRED, at);
            }
        }
    }

    /** Whoever waits or is promoted and may never have what they want. */
    void endImpossible(Predicate<Waiter> impossible, long at) {
        all.stream()
                .filter(Waiter::isLive)
                .filter(impossible)
                .forEach(waiter -> waiter.end(WaitlistStatus.EXPIRED, at));
    }

    /** Strict: from the head as long as it fits. First fit: whoever fits, from the head. */
    void promise(int free, long at, long price, Details details) {
        int left = free;
        for (Waiter waiter : inOrder()) {
            if (waiter.quantity <= left) {
                left -= waiter.quantity;
                waiter.status = WaitlistStatus.PROMOTED;
                waiter.promotedAt = at;
                waiter.promisedUntil = at + details.windowMinutes() * MINUTE;
                waiter.price = price;
            } else if (details.waitlistPolicy() == WaitlistPolicy.STRICT) {
                return;
            }
        }
    }

    void endAll(long at) {
        all.stream().filter(Waiter::isLive).forEach(waiter -> waiter.end(WaitlistStatus.EXPIRED, at));
    }
}
