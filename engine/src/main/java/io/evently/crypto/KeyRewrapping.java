package io.evently.crypto;

import io.evently.database.Shards;
import io.evently.tables.MasterKeysTable;
import io.evently.tables.ServiceKeysTable;
import io.evently.tables.ServiceKeysTable.Row;
import io.evently.tables.UserKeysTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.Predicate;

/** Wraps all keys of all databases with the current version of the master key, and lets no other one wrap any more. */
final class KeyRewrapping {

    /** A transaction of some 50 ms. */
    private static final int BATCH = 500;

    private final Shards shards;
    private final MasterKey masterKey;
    private final Consumer<String> says;

    /** @param masterKey opens all there is, and wraps with the version that stays */
    KeyRewrapping(Shards shards, MasterKey masterKey, Consumer<String> says) {
        this.shards = shards;
        this.masterKey = masterKey;
        this.says = says;
    }

    /** Which version of the master key wraps the newest key of a purpose. */
    static Optional<String> versionOf(Purpose purpose, Connection connection) throws SQLException {
        return ServiceKeysTable.all(connection).stream()
                .filter(row -> row.purpose().equals(purpose.label()))
                .reduce((older, newer) -> newer)
                .map(row -> row.key().masterVersion());
    }

    /**
     * Blocks until all is wrapped by the current version.
     *
     * @param last wrapped when everything else is
     * @throws RotationPaused if a key cannot be opened
     */
    void run(Purpose last) throws SQLException {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                MasterKeysTable.retire(connection, others(connection));
                int wrapped = wrapUsersKeys(connection);
                says.accept("Database " + shard + ": " + wrapped + " keys of users were wrapped anew.");
            } catch (UnreadableException e) {
                throw new RotationPaused(
                        "In database " + shard + " is a key that no line of the master key's file opens, so none can be"
                                + " taken out: " + e.getMessage() + ".",
                        e);
            }
        }
        try (Connection connection = shards.writer(0).getConnection()) {
            wrapServiceKeys(connection, row -> !row.purpose().equals(last.label()));
            wrapServiceKeys(connection, row -> true);
            says.accept("Evently's own keys are wrapped by the new key.");
        }
    }

    /** Every version but the current one: those in the file, and those there were. */
    private Set<String> others(Connection connection) throws SQLException {
        Set<String> versions = new TreeSet<>(masterKey.versions());
        UserKeysTable.oneOfEachVersion(connection)
                .forEach(row -> versions.add(
                        Optional.ofNullable(row.key().masterVersion()).orElse("")));
        versions.add("");
        versions.remove(masterKey.currentVersion());
        return versions;
    }

    private int wrapUsersKeys(Connection connection) throws SQLException {
        int wrapped = 0;
        List<UserKeysTable.Row> batch = next(connection);
        while (!batch.isEmpty()) {
            connection.setAutoCommit(false);
            try {
                for (UserKeysTable.Row row : batch) {
                    UserKey key = UserKey.unwrap(row.userId(), row.key(), masterKey);
                    UserKeysTable.wrapAnew(connection, row, key.wrap(masterKey));
                }
                connection.commit();
            } finally {
                connection.rollback();
                connection.setAutoCommit(true);
            }
            wrapped += batch.size();
            batch = next(connection);
        }
        return wrapped;
    }

    private List<UserKeysTable.Row> next(Connection connection) throws SQLException {
        return UserKeysTable.wrappedOtherwise(connection, masterKey.currentVersion(), BATCH);
    }

    private void wrapServiceKeys(Connection connection, Predicate<Row> which) throws SQLException {
        for (Row row : ServiceKeysTable.all(connection)) {
            if (which.test(row) && !masterKey.currentVersion().equals(row.key().masterVersion())) {
                ServiceKeysTable.wrapAnew(connection, row, ServiceKeyStore.wrapAnew(row, masterKey));
            }
        }
    }
}
