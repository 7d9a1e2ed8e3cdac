package io.evently.database.backup;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The order of a journal without its server's numbers. A row bears the number of the transaction that wrote it, which says
 * nothing on another server; what counts is which rows come before a position and which behind. So each row, and each
 * position, gets the number of positions before it, which is lower than that of any transaction.
 */
final class JournalOrder {

    private static final String JOURNAL = "public.event_journal";

    /** Whatever says how far something has followed the journal. */
    private static final String POSITIONS =
            """
            select n.nspname || '.' || c.relname
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
                join pg_attribute tx on tx.attrelid = c.oid and tx.attname = 'tx' and tx.atttypid = 'xid8'::regtype
                join pg_attribute o on o.attrelid = c.oid and o.attname = 'ordering'
            where c.relkind = 'r' and n.nspname = 'public' and c.relname <> 'event_journal'
            order by 1
            """;

    private static final String RANK =
            """
            (select count(*) from (%s) p where (p.tx, p.ordering) < (j.tx, j.ordering))::text::xid8 as neutral_tx
            """;

    /** The last row that comes before the position and behind all lower ones. */
    private static final String REACHED =
            """
            coalesce((select max(e.ordering) from public.event_journal e
                      where (e.tx, e.ordering) <= (j.tx, j.ordering)
                          and not exists (select from (%s) p
                                          where (p.tx, p.ordering) < (j.tx, j.ordering)
                                              and (p.tx, p.ordering) >= (e.tx, e.ordering))), 0) as neutral_ordering
            """;

    private final List<String> positions;
    private final String union;

    private JournalOrder(List<String> positions) {
        this.positions = positions;
        this.union = positions.stream()
                .map(table -> "select tx, ordering from " + table)
                .collect(Collectors.joining(" union "));
    }

    static JournalOrder of(Connection connection) throws SQLException {
        return new JournalOrder(Statements.list(connection, POSITIONS, row -> row.getString(1)));
    }

    /** Schema and name of all tables in which a transaction's number stands. */
    List<String> tables() {
        return Stream.concat(Stream.of(JOURNAL), positions.stream()).toList();
    }

    /** What reads a table: as it is, unless it has such numbers. */
    String select(String table, String columns) {
        if (table.equals(JOURNAL)) {
            return "select " + columns.replaceFirst("\\btx\\b", "neutral_tx") + " from (select j.*, "
                    + RANK.formatted(union) + " from " + table + " j) j";
        }
        if (positions.contains(table)) {
            return "select "
                    + columns.replaceFirst("\\btx\\b", "neutral_tx").replaceFirst("\\bordering\\b", "neutral_ordering")
                    + " from (select j.*, " + RANK.formatted(union) + ", " + REACHED.formatted(union) + " from " + table
                    + " j) j";
        }
        return "select " + columns + " from " + table;
    }
}
