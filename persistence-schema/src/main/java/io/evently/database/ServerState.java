package io.evently.database;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * What a database's server is at this moment: enough to notice that it is another one than a moment ago, or the same
 * with less in it (a promoted replica, a restored backup).
 *
 * @param system the identifier that {@code initdb} gave it; its replicas have the same
 * @param timeline one higher after each promotion, and after each recovery to a point in time
 * @param flushed bytes of its log that are on disk; while it is a standby, that it has replayed
 * @param standby whether it is in recovery, and takes no writes
 * @param clock microseconds since 1970
 */
public record ServerState(long system, long timeline, long flushed, boolean standby, long clock) {

    /**
     * Of a primary the timeline is that of what it writes now: the control file, and {@code pg_control_checkpoint()},
     * learn of a promotion with the next checkpoint only.
     */
    private static final String READ =
            """
            select system.system_identifier, role.standby,
                   case when role.standby then checkpoint.timeline_id
                        else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end as timeline,
                   case when role.standby then coalesce(pg_last_wal_replay_lsn(), '0/0')
                        else pg_current_wal_flush_lsn() end - '0/0'::pg_lsn as flushed,
                   (extract(epoch from clock_timestamp()) * 1000000)::bigint as clock
              from pg_control_system() as system, pg_control_checkpoint() as checkpoint,
                   (select pg_is_in_recovery() as standby) as role
            """;

    /** Asks it, in one statement that any user may run. */
    public static ServerState read(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(READ)) {
            row.next();
            return new ServerState(
                    row.getLong("system_identifier"),
                    row.getLong("timeline"),
                    row.getLong("flushed"),
                    row.getBoolean("standby"),
                    row.getLong("clock"));
        }
    }

    /** Whether all that was on disk {@code before} is still there: the same server, gone on. */
    public boolean goesOnFrom(ServerState before) {
        return system == before.system && timeline == before.timeline && flushed >= before.flushed;
    }
}
