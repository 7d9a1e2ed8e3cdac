package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The table {@code cluster_members} of database 0: who is up, as they say themselves, and when their cluster was founded.
 * Only the database's clock counts.
 */
public final class ClusterMembersTable {

    /** Seconds. Who has not been heard of for longer is dead, or out: several of its own beats, and a database's restart. */
    private static final int ALIVE = 12;

    private static final String BEAT =
            """
            insert into cluster_members (address, seen_at, founded_at) values (?, clock_timestamp(), ?)
            on conflict (address) do update set seen_at = excluded.seen_at, founded_at = excluded.founded_at
            """;

    private static final String OTHERS =
            """
            select address, founded_at from cluster_members
             where address <> ? and seen_at > clock_timestamp() - make_interval(secs => ?)
             order by seen_at desc limit 100
            """;

    /** Those who died long ago go with it. */
    private static final String LEAVE =
            "delete from cluster_members where address = ? or seen_at < clock_timestamp() - interval '1 day'";

    private ClusterMembersTable() {}

    /**
     * A member that is up.
     *
     * @param foundedAt when its cluster was founded; empty if it does not know that yet
     */
    public record Row(String address, Optional<Instant> foundedAt) {}

    /** Members that are up, {@code self} left out. */
    public static List<Row> others(Connection connection, String self) throws SQLException {
        return Statements.list(
                connection,
                OTHERS,
                row -> new Row(
                        row.getString(1),
                        Optional.ofNullable(row.getTimestamp(2)).map(Timestamp::toInstant)),
                self,
                ALIVE);
    }

    /** This one is up. */
    public static void beat(Connection connection, Row self) throws SQLException {
        Timestamp foundedAt = self.foundedAt().map(Timestamp::from).orElse(null);
        Statements.update(connection, BEAT, self.address(), foundedAt);
    }

    /** This one is not any more. */
    public static void leave(Connection connection, String self) throws SQLException {
        Statements.update(connection, LEAVE, self);
    }

    /** The database's time. */
    public static Instant now(Connection connection) throws SQLException {
        return Statements.first(connection, "select clock_timestamp()", row -> row.getTimestamp(1)
                        .toInstant())
                .orElseThrow();
    }
}
