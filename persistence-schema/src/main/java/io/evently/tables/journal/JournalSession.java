package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.postgresql.PGConnection;

/** What the one connection that writes a journal needs beside the writing. */
public final class JournalSession {

    /**
     * No statement time-out: a commit that is cancelled while it waits for its replica is a commit that only this server
     * has. No sequential scans: a plan made while the journal was one page would read all of it once it is a million.
     * One plan for all batches, or PostgreSQL would plan each anew, which takes longer than to write a record. Keepalive on the server's side: it lets go within 20 s of what a client that vanished had begun.
     */
    private static final String SETTINGS =
            """
            set statement_timeout = 0;
            set enable_seqscan = off;
            set plan_cache_mode = force_generic_plan;
            set jit = off;
            set tcp_keepalives_idle = 5;
            set tcp_keepalives_interval = 5;
            set tcp_keepalives_count = 3
            """;

    /** With a transaction id and a row in the log, without which a commit waits for nobody. */
    private static final String COMMIT = "select pg_logical_emit_message(true, 'evently', ''::text)";

    private static final String BUSY =
            """
            select pid from pg_stat_activity
            where pid = any(?) and state = 'active' and application_name = current_setting('application_name')
                and pid <> pg_backend_pid()
            """;

    private JournalSession() {}

    /** To be called once for each new connection. */
    public static void prepare(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(SETTINGS);
        }
    }

    /**
     * Commits something and waits for disk and replicas as each commit does. All that was visible before is then at least
     * as safe, also what was committed by somebody whose wait for the replica was cancelled.
     *
     * @param connection in autocommit
     * @throws SQLWarning if this wait was cancelled as well
     */
    public static void commit(Connection connection) throws SQLException {
        try (PreparedStatement commit = connection.prepareStatement(COMMIT)) {
            commit.execute();
            noWarning(commit);
        }
    }

    /** The number of the server's process at the other end. */
    public static int processOf(Connection connection) throws SQLException {
        return connection.unwrap(PGConnection.class).getBackendPID();
    }

    /** Which of these server processes still work on what an earlier connection of this name has sent. */
    public static Set<Integer> busy(Connection connection, Collection<Integer> pids) throws SQLException {
        int[] asked = pids.stream().mapToInt(Integer::intValue).toArray();
        return new HashSet<>(Statements.list(connection, BUSY, row -> row.getInt(1), asked));
    }

    /**
     * Notices (class 00) say nothing about a commit; warnings (class 01) may say that only this server has it.
     *
     * @throws SQLWarning the first warning the statement got
     */
    static void noWarning(Statement statement) throws SQLException {
        for (SQLWarning each = statement.getWarnings(); each != null; each = each.getNextWarning()) {
            if (each.getSQLState() != null && each.getSQLState().startsWith("01")) {
                throw each;
            }
        }
    }
}
