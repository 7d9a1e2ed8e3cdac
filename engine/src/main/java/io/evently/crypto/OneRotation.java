package io.evently.crypto;

import io.evently.database.Shards;
import io.evently.tables.RotationLock;
import java.sql.Connection;
import java.sql.SQLException;

/** No rotation beside another, of whichever key: each decides what is next by what it read a moment ago. */
final class OneRotation {

    private OneRotation() {}

    /** What a rotation does. */
    interface Work {
        void run(RotationLock lock) throws SQLException;
    }

    /** @throws RotationPaused before anything is done, if another one works; it says which */
    static void run(Shards shards, Work work) throws SQLException {
        try (Connection connection = shards.writer(0).getConnection();
                RotationLock lock = take(connection)) {
            work.run(lock);
        }
    }

    private static RotationLock take(Connection connection) throws SQLException {
        RotationLock lock = RotationLock.tryTake(connection).orElse(null);
        if (lock == null) {
            throw new RotationPaused("Another rotation works now"
                    + RotationLock.holder(connection)
                            .map(who -> " (" + who + ")")
                            .orElse("")
                    + ". Wait until it has ended, then run this again.");
        }
        return lock;
    }
}
