package io.evently.message.follow;

import io.evently.event.Details;
import io.evently.tables.message.ToldEventsTable;
import io.evently.tables.message.ToldEventsTable.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/** Events as they were told last, and as the facts of a batch leave them. */
final class ToldEvents {

    private final Map<UUID, Row> told = new HashMap<>();
    /** Of before there were followers. */
    private Map<UUID, Row> others = Map.of();

    private final Map<UUID, Row> changed = new LinkedHashMap<>();
    private final Set<UUID> deleted = new LinkedHashSet<>();

    void load(Connection connection, Collection<UUID> ids) throws SQLException {
        told.putAll(ToldEventsTable.byIds(connection, ids));
        others = ToldEventsTable.ofTables(
                connection, ids.stream().filter(id -> !told.containsKey(id)).toList());
    }

    /** Null: it is unknown, as one that was deleted. */
    Row event(UUID id) {
        Row row = told.get(id);
        return row == null ? others.get(id) : row;
    }

    /**
     * Takes new details.
     *
     * @return the event as it was; null: it was not told yet, or this was told before
     */
    Row take(UUID id, Details details, long factNo) {
        Row before = told.get(id);
        if (before != null && before.factNo() >= factNo) {
            return null;
        }
        Row now = new Row(id, details.name(), details.venue(), details.eventDate(), details.timeZone(), factNo);
        told.put(id, now);
        changed.put(id, now);
        return before;
    }

    void delete(UUID id) {
        changed.remove(id);
        deleted.add(id);
    }

    boolean areUnchanged() {
        return changed.isEmpty() && deleted.isEmpty();
    }

    void write(Connection connection) throws SQLException {
        ToldEventsTable.upsert(connection, changed.values());
        ToldEventsTable.delete(connection, deleted);
    }
}
