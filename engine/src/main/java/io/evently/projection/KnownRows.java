package io.evently.projection;

import io.evently.tables.EventRow;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * Rows that a projector has seen or written last, so that it need not ask PostgreSQL for them again with each batch: nobody
 * else writes them while the position is its own. What it writes goes in here before it is committed; if that fails, or
 * somebody else may have written, {@link #forget} must follow.
 */
final class KnownRows {

    /** Ids: some 2 MB. */
    private static final int MOST_USERS = 20_000;

    /** Of a kilobyte, with descriptions of up to ten. */
    private static final int MOST_EVENTS = 1_000;

    private final Map<UUID, Boolean> users = new Recent<>(MOST_USERS);
    private final Map<UUID, EventRow> events = new Recent<>(MOST_EVENTS);

    private static final class Recent<V> extends LinkedHashMap<UUID, V> {
        private static final long serialVersionUID = 1;

        private final int most;

        Recent(int most) {
            super(16, 0.75f, true);
            this.most = most;
        }

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, V> eldest) {
            return size() > most;
        }
    }

    /** Those of these users who may have no row. */
    List<UUID> unknownUsers(Collection<UUID> ids) {
        List<UUID> unknown = new ArrayList<>();
        for (UUID id : ids) {
            // Asked by `get`, which keeps who is mentioned often.
            if (users.get(id) == null) {
                unknown.add(id);
            }
        }
        return unknown;
    }

    void addUsers(Collection<UUID> ids) {
        ids.forEach(id -> users.put(id, true));
    }

    /** Null: unknown. */
    EventRow event(UUID id) {
        return events.get(id);
    }

    void putEvent(EventRow row) {
        events.put(row.id(), row);
    }

    void forget() {
        users.clear();
        events.clear();
    }
}
