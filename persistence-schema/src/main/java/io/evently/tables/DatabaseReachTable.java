package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/**
 * The table {@code database_reach}, in each database: nodes tell each other which databases they reach. Only the
 * database's clock counts.
 */
public final class DatabaseReachTable {

    /** Seconds. A node writes every 2 s; one that missed two of them has no say. */
    private static final int FRESH = 5;

    /** As durable as a booking: so it fails where a booking would. */
    private static final String TELL =
            """
            insert into database_reach (address, databases, clock_right, seen_at) values (?, ?, ?, clock_timestamp())
            on conflict (address) do update
               set databases = excluded.databases, clock_right = excluded.clock_right, seen_at = excluded.seen_at
            """;

    private static final String OTHERS =
            """
            select address, databases, clock_right from database_reach
             where address <> ? and seen_at > clock_timestamp() - make_interval(secs => ?)
             order by seen_at desc limit 100
            """;

    /** Those who died long ago go with it. */
    private static final String FORGET =
            "delete from database_reach where address = ? or seen_at < clock_timestamp() - interval '1 day'";

    private DatabaseReachTable() {}

    /** Writes the node's row anew. */
    public static void tell(Connection connection, ReachRow self) throws SQLException {
        Statements.update(connection, TELL, self.address(), self.databases(), self.clockRight());
    }

    /** What the others said within the last 5 s. */
    public static List<ReachRow> others(Connection connection, String self) throws SQLException {
        return Statements.list(
                connection,
                OTHERS,
                row -> new ReachRow(row.getString(1), row.getInt(2), row.getBoolean(3)),
                self,
                FRESH);
    }

    /** The node has nothing to say any more. */
    public static void forget(Connection connection, String self) throws SQLException {
        Statements.update(connection, FORGET, self);
    }
}
