package io.evently.crypto;

import io.evently.tables.ServiceKeysTable;
import io.evently.tables.ServiceKeysTable.Row;
import io.evently.tables.WrappedKey;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Evently's own keys in the database: the first of each purpose is made, later ones follow when they are due, and old ones
 * are destroyed. Whatever several nodes do at once, one key of each version is kept, and all read that. For one thread.
 */
final class ServiceKeyStore {

    private final MasterKey masterKey;
    /** By purpose and version, so that a master key behind a network is asked once for each. */
    private final Map<String, byte[]> unwrapped = new HashMap<>();

    ServiceKeyStore(MasterKey masterKey) {
        this.masterKey = masterKey;
    }

    /** A key of a purpose, and its row. */
    @SuppressWarnings("ArrayRecordComponent") // handed on, never compared
    record OpenKey(byte[] bytes, Row row) {}

    /** Purposes for which there never was a key. */
    static List<Purpose> missing(Connection connection) throws SQLException {
        List<Purpose> missing = new ArrayList<>();
        byPurpose(connection).forEach((purpose, rows) -> {
            if (rows.isEmpty()) {
                missing.add(purpose);
            }
        });
        return missing;
    }

    void makeFirst(Connection connection, Purpose purpose) throws SQLException {
        insert(connection, purpose, 1, masterKey.firstKeyFor(purpose));
    }

    /** One that follows by a command, and not by its age. */
    void makeNext(Connection connection, Purpose purpose, int version) throws SQLException {
        insert(connection, purpose, version, MasterKey.randomKey());
    }

    /**
     * All keys of all purposes, the oldest first, after those that were due were made and destroyed.
     *
     * @throws UnreadableException if the master key does not open one
     * @throws SQLException also if a purpose has no key
     */
    Map<Purpose, List<OpenKey>> load(Connection connection) throws SQLException {
        Map<Purpose, List<Row>> rows = byPurpose(connection);
        boolean changed = false;
        for (Map.Entry<Purpose, List<Row>> each : rows.entrySet()) {
            changed |= renew(connection, each.getKey(), each.getValue());
        }
        return unwrap(changed ? byPurpose(connection) : rows);
    }

    private boolean renew(Connection connection, Purpose purpose, List<Row> rows) throws SQLException {
        if (rows.isEmpty()) {
            throw new SQLException("the keys for " + purpose.label() + " are not in keys.service_keys any more");
        }
        boolean changed = false;
        Row newest = rows.get(rows.size() - 1);
        if (purpose.needsNewKey(newest.age())) {
            insert(connection, purpose, newest.version() + 1, MasterKey.randomKey());
            changed = true;
        }
        for (int i = 0; i + 1 < rows.size(); i++) {
            if (purpose.isOver(rows.get(i + 1).age())) {
                ServiceKeysTable.destroy(
                        connection, purpose.label(), rows.get(i).version());
                changed = true;
            }
        }
        return changed;
    }

    private void insert(Connection connection, Purpose purpose, int version, byte[] key) throws SQLException {
        WrappedKey wrapped = masterKey.wrap(key, context(purpose.label(), version));
        ServiceKeysTable.insert(connection, purpose.label(), version, wrapped);
    }

    private Map<Purpose, List<OpenKey>> unwrap(Map<Purpose, List<Row>> rows) {
        Map<Purpose, List<OpenKey>> keys = new EnumMap<>(Purpose.class);
        Map<String, byte[]> kept = new HashMap<>();
        rows.forEach((purpose, ofPurpose) -> {
            List<OpenKey> opened = new ArrayList<>();
            for (Row row : ofPurpose) {
                String name = purpose.label() + "/" + row.version();
                byte[] known = unwrapped.get(name);
                byte[] bytes = known == null ? open(row, masterKey) : known;
                kept.put(name, bytes);
                opened.add(new OpenKey(bytes, row));
            }
            keys.put(purpose, opened);
        });
        // What was destroyed is not kept here either.
        unwrapped.clear();
        unwrapped.putAll(kept);
        return keys;
    }

    /** @throws UnreadableException if the master key does not open it */
    static byte[] open(Row row, MasterKey masterKey) {
        return open(row.purpose(), row.version(), row.key(), masterKey);
    }

    /** @throws UnreadableException if the master key does not open it */
    static byte[] open(String purpose, int version, WrappedKey key, MasterKey masterKey) {
        return masterKey.unwrap(key, context(purpose, version));
    }

    /** The same key, wrapped by the current master key. */
    static WrappedKey wrapAnew(Row row, MasterKey masterKey) {
        return masterKey.wrap(open(row, masterKey), context(row.purpose(), row.version()));
    }

    private static byte[] context(String purpose, int version) {
        return (purpose + "/" + version).getBytes(StandardCharsets.UTF_8);
    }

    /** What a later Evently keeps besides is not looked at. */
    private static Map<Purpose, List<Row>> byPurpose(Connection connection) throws SQLException {
        List<Row> all = ServiceKeysTable.all(connection);
        Map<Purpose, List<Row>> rows = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            rows.put(
                    purpose,
                    all.stream()
                            .filter(row -> row.purpose().equals(purpose.label()))
                            .toList());
        }
        return rows;
    }
}
