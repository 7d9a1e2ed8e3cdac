package io.evently.projection;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** The rows of one table that a batch changes: as they were before it, then as each fact leaves them. */
final class Rows<R> {

    private final String what;
    private final Set<UUID> made = new HashSet<>();
    private final Set<UUID> needed = new HashSet<>();
    private final Map<UUID, R> before = new HashMap<>();
    private final Map<UUID, R> added = new LinkedHashMap<>();
    private final Map<UUID, R> changed = new LinkedHashMap<>();

    /** @param what one of them, for messages */
    Rows(String what) {
        this.what = what;
    }

    /** The batch makes this row, so it need not be loaded. */
    void make(UUID id) {
        made.add(id);
    }

    void need(UUID id) {
        if (!made.contains(id)) {
            needed.add(id);
        }
    }

    Set<UUID> needed() {
        return needed;
    }

    void loaded(UUID id, R row) {
        before.put(id, row);
    }

    /**
     * The row before the fact with this stamp.
     *
     * @throws IllegalStateException if there is none: the journal contradicts the tables
     */
    R get(UUID id, Stamp stamp) {
        R row = find(id);
        if (row == null) {
            throw new IllegalStateException(
                    "%s %s is unknown to the tables before its fact %d".formatted(what, id, stamp.factNo()));
        }
        return row;
    }

    /** The same; null if there is none. */
    R find(UUID id) {
        R row = added.get(id);
        return row == null ? changed.getOrDefault(id, before.get(id)) : row;
    }

    /** The tables cannot have this row: the fact that makes it is new to them. */
    void add(UUID id, R row) {
        added.put(id, row);
    }

    void put(UUID id, R row) {
        if (added.replace(id, row) == null) {
            changed.put(id, row);
        }
    }

    /** Rows to add, as the batch leaves them. */
    Collection<R> added() {
        return added.values();
    }

    /** The other rows to write. */
    Collection<R> changed() {
        return changed.values();
    }
}
