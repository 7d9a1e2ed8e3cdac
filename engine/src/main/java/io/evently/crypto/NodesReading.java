package io.evently.crypto;

import io.evently.database.Shards;
import io.evently.tables.MasterKeysTable;
import io.evently.tables.MasterKeysTable.Node;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/** Waits until every node that is up has read which keys there are. */
final class NodesReading {

    static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private final Shards shards;
    private final Duration patience;

    NodesReading(Shards shards, Duration patience) {
        this.shards = shards;
        this.patience = patience;
    }

    /**
     * Returns when all say so.
     *
     * @param what they have not read, if it takes too long: the end of a sentence
     * @throws RotationPaused and names those that do not
     */
    void await(Predicate<Node> done, String what) throws SQLException {
        long deadline = System.nanoTime() + patience.toNanos();
        List<String> others = without(done);
        while (!others.isEmpty()) {
            if (System.nanoTime() - deadline > 0) {
                throw new RotationPaused("Nodes that have not read " + what + ": " + String.join(", ", others)
                        + ". Then run this again; nothing waits for that meanwhile.");
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
            others = without(done);
        }
    }

    boolean none() throws SQLException {
        try (Connection connection = shards.writer(0).getConnection()) {
            return MasterKeysTable.aliveNodes(connection).isEmpty();
        }
    }

    private List<String> without(Predicate<Node> done) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection()) {
            List<String> others = new ArrayList<>(MasterKeysTable.silentMembers(connection));
            for (Node node : MasterKeysTable.aliveNodes(connection)) {
                if (!done.test(node)) {
                    others.add(node.address());
                }
            }
            return others;
        }
    }
}
