package io.evently.event.state;

import io.evently.event.KeyHash;
import io.evently.event.KeyedJoin;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;

/** Who joined the waitlist with an idempotency key in the last 24 hours. About 230 bytes each. Not thread-safe. */
final class KeyedJoins implements Iterable<KeyedJoin> {

    private final HashIndex<KeyedJoin> byKey =
            new HashIndex<>(join -> hash(join.entry().userId(), join.key()));
    /** In the order of joining. */
    private final ArrayDeque<KeyedJoin> joins = new ArrayDeque<>();

    private final UserCounts ofUser = new UserCounts();

    int size() {
        return joins.size();
    }

    /** What {@code userId} joined with {@code key}, if the key is still remembered at {@code at}; else null. */
    KeyedJoin find(UUID userId, KeyHash key, long at) {
        KeyedJoin found = byKey.find(hash(userId, key), join -> isOf(join, userId, key));
        return found == null || isForgotten(found, at) ? null : found;
    }

    /**
     * Whether {@code userId} joined so often with a key in the 24 hours before {@code at}. Of what is older, only what no
     * commit has forgotten yet has to be looked at, and only for somebody near the bound.
     */
    boolean has(int many, UUID userId, long at) {
        int found = ofUser.of(userId);
        if (found < many) {
            return false;
        }
        for (KeyedJoin join : joins) {
            if (!isForgotten(join, at)) {
                break;
            }
            found -= join.entry().userId().equals(userId) ? 1 : 0;
        }
        return found >= many;
    }

    void add(KeyedJoin join) {
        UUID userId = join.entry().userId();
        KeyedJoin before = byKey.find(hash(userId, join.key()), old -> isOf(old, userId, join.key()));
        if (before != null) {
            // Older than a day, and no commit has forgotten it yet.
            byKey.remove(before);
        }
        byKey.add(join);
        joins.add(join);
        ofUser.increase(userId);
    }

    /** The entry was promoted by the fact after the one that let it in: that is what its user was told. */
    void promotedAtOnce(UUID entryId, UUID promotionId) {
        KeyedJoin last = joins.peekLast();
        if (last != null && last.entry().id().equals(entryId)) {
            KeyedJoin promoted = last.promoted(promotionId);
            byKey.replace(last, promoted);
            joins.pollLast();
            joins.addLast(promoted);
        }
    }

    void forget(long at) {
        while (!joins.isEmpty() && isForgotten(joins.peek(), at)) {
            KeyedJoin join = joins.poll();
            byKey.remove(join);
            ofUser.decrease(join.entry().userId());
        }
    }

    /** Takes up what a snapshot holds, in the order of joining. */
    void restore(List<KeyedJoin> remembered) {
        remembered.forEach(this::add);
    }

    @Override
    public Iterator<KeyedJoin> iterator() {
        return joins.iterator();
    }

    private static boolean isForgotten(KeyedJoin join, long at) {
        return at >= join.entry().joinedAt() + Bookings.REMEMBERED;
    }

    private static boolean isOf(KeyedJoin join, UUID userId, KeyHash key) {
        return join.entry().userId().equals(userId) && join.key().equals(key);
    }

    private static int hash(UUID userId, KeyHash key) {
        return 31 * userId.hashCode() + key.hashCode();
    }
}
