package io.evently.projection;

import io.evently.tables.ForeignKeys;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the projection of a database write without foreign keys ({@link ForeignKeys}), where its user has the right. */
final class UnenforcedKeys {

    private static final Logger log = LoggerFactory.getLogger(UnenforcedKeys.class);

    /**
     * Facts of a batch for which it is worth while: each saves some 10 µs, and PostgreSQL makes the plans of the connection
     * anew, a dozen for 0.1 to 0.2 ms each.
     */
    static final int WORTH_WHILE = 200;

    private final int shard;
    private boolean allowed;
    private boolean said;

    UnenforcedKeys(int shard) {
        this.shard = shard;
    }

    /** Asks whether there is the right: when the projection begins, here or after a failure. */
    void ask(Connection connection) throws SQLException {
        allowed = ForeignKeys.mayDispense(connection);
        if (!allowed && !said) {
            said = true;
            log.warn(
                    "The tables of database {} are written with foreign keys enforced, which makes a row of bookings twice as"
                            + " dear: its user may not set session_replication_role (cluster-config/README.md)",
                    shard);
        }
    }

    /**
     * Until this transaction ends, if it is worth while.
     *
     * @param facts that it writes
     */
    void dispense(Connection connection, int facts) throws SQLException {
        if (allowed && facts >= WORTH_WHILE) {
            ForeignKeys.dispense(connection);
        }
    }
}
