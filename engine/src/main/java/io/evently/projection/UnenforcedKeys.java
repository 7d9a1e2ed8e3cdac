package io.evently.projection;

import io.evently.tables.ForeignKeys;
import java.sql.Connection;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets the projection of a database write without foreign keys ({@link ForeignKeys}), where its user has the right. */
final class UnenforcedKeys {

    private static final Logger log = LoggerFactory.getLogger(UnenforcedKeys.class);

    private final int shard;
    private boolean allowed;
    private boolean said;

    UnenforcedKeys(int shard) {
        this.shard = shard;
    }

    /** Asks whether there is the right, which may come and go. */
    void ask(Connection connection) throws SQLException {
        allowed = ForeignKeys.mayDispense(connection);
        if (!allowed && !said) {
            said = true;
            log.info(
                    "The tables of database {} are written with foreign keys enforced, which makes a booking's row half as"
                            + " dear again: its user may not set session_replication_role (cluster-config/README.md)",
                    shard);
        }
    }

    /** Until this transaction ends. */
    void dispense(Connection connection) throws SQLException {
        if (allowed) {
            ForeignKeys.dispense(connection);
        }
    }
}
