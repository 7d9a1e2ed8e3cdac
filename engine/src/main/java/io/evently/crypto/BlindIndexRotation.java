package io.evently.crypto;

import io.evently.database.Shards;
import io.evently.tables.IndexRotationsTable;
import io.evently.tables.LoginAttemptsTable;
import io.evently.tables.RotationLock;
import io.evently.tables.ServiceKeysTable;
import io.evently.tables.ServiceKeysTable.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Changes the key of the {@link BlindIndex} while Evently runs:
 *
 * <pre>
 * a new key is made        every node looks for addresses under both, and claims new ones under both
 * users are changed        by Evently itself, some at a time: claim under the new index, then a fact with it
 * the old key is destroyed what was found by it cannot be told from random bytes any more
 * </pre>
 *
 * <p>Each step may be repeated; which one is next follows from the databases.
 */
public final class BlindIndexRotation {

    private final Shards shards;
    private final MasterKey masterKey;
    private final Duration patience;
    private final NodesReading nodes;
    private final Consumer<String> says;

    /**
     * @param patience how long nodes have for reading a key, and for changing the next users
     * @param says told what was done, a sentence each
     */
    public BlindIndexRotation(Shards shards, MasterKey masterKey, Duration patience, Consumer<String> says) {
        this.shards = shards;
        this.masterKey = masterKey;
        this.patience = patience;
        this.nodes = new NodesReading(shards, patience);
        this.says = says;
    }

    /**
     * Goes through all steps that are left; blocks meanwhile.
     *
     * @throws RotationPaused with a sentence for the operator; also if another rotation works
     */
    public void run() throws SQLException {
        OneRotation.run(shards, this::run);
    }

    private void run(RotationLock lock) throws SQLException {
        if (nodes.none()) {
            throw new RotationPaused("Evently does not run, and it is Evently that changes its users.");
        }
        int version = newest();
        nodes.await(node -> node.indexVersions().contains(version), "the new key, though they read keys every minute");
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                IndexRotationsTable.ask(connection, version);
            }
        }
        long changed = 0;
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            changed += awaitUsers(shard, version);
        }
        says.accept(changed + " users are found by the new key.");
        lock.mustHold();
        destroyOlder(version);
        nodes.await(node -> node.indexVersions().equals(List.of(version)), "that the old key is gone");
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                LoginAttemptsTable.forgetAll(connection);
                IndexRotationsTable.remove(connection);
            }
        }
        says.accept("The old key of the blind index is destroyed.");
    }

    /** Of the key to change to: the second one there is, or the one that came last time, or one that is made now. */
    private int newest() throws SQLException {
        try (Connection connection = shards.writer(0).getConnection()) {
            List<Row> keys = ServiceKeysTable.all(connection).stream()
                    .filter(row -> row.purpose().equals(Purpose.BLIND_INDEX.label()))
                    .toList();
            if (keys.isEmpty()) {
                throw new RotationPaused("Evently keeps no key of the blind index yet.");
            }
            Row last = keys.get(keys.size() - 1);
            Optional<IndexRotationsTable.Row> begun = IndexRotationsTable.find(connection);
            if (keys.size() > 1 || begun.isPresent()) {
                return last.version();
            }
            int version = last.version() + 1;
            new ServiceKeyStore(masterKey).makeNext(connection, Purpose.BLIND_INDEX, version);
            says.accept("A new key of the blind index was made, version " + version + ".");
            return version;
        }
    }

    private long awaitUsers(int shard, int version) throws SQLException {
        IndexRotationsTable.Row before = null;
        long deadline = System.nanoTime() + patience.toNanos();
        while (true) {
            IndexRotationsTable.Row now = progress(shard);
            if (now.done() && now.version() == version) {
                says.accept("Database " + shard + ": " + now.changed() + " users were changed.");
                return now.changed();
            }
            if (!now.equals(before)) {
                before = now;
                deadline = System.nanoTime() + patience.toNanos();
            } else if (System.nanoTime() - deadline > 0) {
                throw new RotationPaused("Database " + shard + ": for " + patience.toSeconds()
                        + " s no user was changed; the log of Evently says why.");
            }
            LockSupport.parkNanos(NodesReading.LOOK_EVERY_NANOS);
        }
    }

    private IndexRotationsTable.Row progress(int shard) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            return IndexRotationsTable.find(connection)
                    .orElseThrow(() -> new RotationPaused("Somebody else ended this rotation."));
        }
    }

    private void destroyOlder(int version) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection()) {
            for (Row row : ServiceKeysTable.all(connection)) {
                if (row.purpose().equals(Purpose.BLIND_INDEX.label()) && row.version() < version) {
                    ServiceKeysTable.destroy(connection, row.purpose(), row.version());
                }
            }
        }
    }
}
