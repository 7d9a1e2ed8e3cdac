package io.evently.tables.journal;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;

/** Transactions that have written and not ended, in any database of the server: none may be overtaken by a reader. */
public final class OpenTransactions {

    /** Prepared ones are in no session, and stay open for ever if nobody ends them. */
    private static final String OLDEST =
            """
            (select format('session %s of %s in %s, %s, since %s: %s', pid, usename, datname, state, xact_start,
                left(regexp_replace(query, '\\s+', ' ', 'g'), 200))
            from pg_stat_activity where backend_xid is not null and pid <> pg_backend_pid()
            order by age(backend_xid) desc limit 1)
            union all
            (select format('prepared transaction %s of %s in %s, since %s', gid, owner, database, prepared)
            from pg_prepared_xacts order by age(transaction) desc limit 1)
            """;

    private OpenTransactions() {}

    /** The oldest of a session and the oldest that is prepared, each in a sentence for operators. */
    public static List<String> oldest(Connection connection) throws SQLException {
        return Statements.list(connection, OLDEST, row -> row.getString(1));
    }
}
