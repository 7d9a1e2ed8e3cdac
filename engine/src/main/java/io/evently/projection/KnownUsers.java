package io.evently.projection;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Users who have a row in the tables, of those who were mentioned last: to ask PostgreSQL costs as much as the event's own row. */
final class KnownUsers {

    /** Some 2 MB. */
    private static final int MOST = 20_000;

    private final Map<UUID, Boolean> known = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<UUID, Boolean> eldest) {
            return size() > MOST;
        }
    };

    /** Those who may have no row, of these. */
    List<UUID> unknown(Collection<UUID> ids) {
        List<UUID> unknown = new ArrayList<>();
        for (UUID id : ids) {
            // Asked by `get`, which keeps who is mentioned often.
            if (known.get(id) == null) {
                unknown.add(id);
            }
        }
        return unknown;
    }

    /** They have a row, once the transaction is committed; if it is not, {@link #forget} must follow. */
    void add(Collection<UUID> ids) {
        ids.forEach(id -> known.put(id, true));
    }

    /** Somebody else may have emptied the tables. */
    void forget() {
        known.clear();
    }
}
