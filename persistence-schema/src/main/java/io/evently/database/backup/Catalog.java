package io.evently.database.backup;

import io.evently.database.backup.Dumped.Partition;
import io.evently.database.backup.Dumped.Sequence;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What there is in a database, as PostgreSQL knows it: a new table is backed up without being named here. */
final class Catalog {

    /** Schemas with something of Evently's in them; the last is {@link UnfinishedRestore}'s. */
    private static final String OURS =
            " not like 'pg\\_%' and n.nspname not in ('information_schema', 'evently_restore') ";

    /**
     * Not in a backup: what migrations make (the schema's history, who may what), and which nodes there are, which is true
     * for seconds. Columns that are computed are computed again.
     */
    private static final String TABLES =
            """
            select n.nspname || '.' || c.relname,
                   (select string_agg(quote_ident(a.attname), ',' order by a.attnum) from pg_attribute a
                    where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = '')
            from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind in ('r', 'p') and not c.relispartition and n.nspname
            """
                    + OURS
                    + """
                and (n.nspname = 'keys') = ?
                and (n.nspname, c.relname) not in (
                    ('public', 'flyway_schema_history'), ('public', 'access_rules'), ('public', 'access_granted'),
                    ('public', 'cluster_leases'), ('public', 'cluster_members'), ('public', 'database_reach'),
                    ('keys', 'nodes'))
            order by 1
            """;

    private static final String PARENTS =
            """
            select distinct cn.nspname || '.' || c.relname, pn.nspname || '.' || p.relname
            from pg_constraint f
                join pg_class c on c.oid = f.conrelid join pg_namespace cn on cn.oid = c.relnamespace
                join pg_class p on p.oid = f.confrelid join pg_namespace pn on pn.oid = p.relnamespace
            where f.contype = 'f' and f.conrelid <> f.confrelid
            order by 1, 2
            """;

    private static final String PARTITIONS =
            """
            select n.nspname || '.' || p.relname, cn.nspname || '.' || c.relname, pg_get_expr(c.relpartbound, c.oid)
            from pg_inherits i
                join pg_class c on c.oid = i.inhrelid join pg_namespace cn on cn.oid = c.relnamespace
                join pg_class p on p.oid = i.inhparent join pg_namespace n on n.oid = p.relnamespace
            where c.relkind in ('r', 'p') and c.relispartition and n.nspname
            """
                    + OURS
                    + """
                and (n.nspname = 'keys') = ?
            order by 1, 2
            """;

    private static final String SEQUENCES =
            """
            select n.nspname || '.' || n.sequencename, n.last_value
            from (select schemaname as nspname, sequencename, last_value from pg_sequences) n
            where n.last_value is not null and n.nspname
            """
                    + OURS
                    + """
                and (n.nspname = 'keys') = ?
            order by 1
            """;

    private static final String SCHEMA =
            """
            select version from flyway_schema_history where success and version is not null
            order by installed_rank desc limit 1
            """;

    /** An extension's is nobody's loss: it stays. */
    private static final String NO_EXTENSIONS =
            " and not exists (select from pg_depend d where d.objid = c.oid and d.deptype = 'e') ";

    private static final String HAS_ANYTHING =
            """
            select exists (
                select from pg_class c join pg_namespace n on n.oid = c.relnamespace where n.nspname
            """
                    + OURS
                    + NO_EXTENSIONS
                    + """
                union all
                select from pg_proc c join pg_namespace n on n.oid = c.pronamespace where n.nspname
            """
                    + OURS
                    + NO_EXTENSIONS
                    + ")";

    private Catalog() {}

    /**
     * Tables without their partitions, and the columns that can be written.
     *
     * @return schema and table to columns with commas between; parents before children
     */
    static Map<String, String> tables(Connection connection, BackupKind kind) throws SQLException {
        Map<String, String> columns = new LinkedHashMap<>();
        Statements.list(
                connection, TABLES, row -> columns.put(row.getString(1), row.getString(2)), kind == BackupKind.KEYS);
        Map<String, Set<String>> parents = new LinkedHashMap<>();
        Statements.list(
                connection, PARENTS, row -> parents.computeIfAbsent(row.getString(1), child -> new LinkedHashSet<>())
                        .add(row.getString(2)));
        Set<String> ordered = new LinkedHashSet<>();
        columns.keySet().forEach(table -> place(table, parents, ordered, new LinkedHashSet<>()));
        Map<String, String> sorted = new LinkedHashMap<>();
        ordered.stream().filter(columns::containsKey).forEach(table -> sorted.put(table, columns.get(table)));
        return sorted;
    }

    /** Depth first; a ring of references ends where it began. */
    private static void place(
            String table, Map<String, Set<String>> parents, Set<String> ordered, Set<String> onTheWay) {
        if (onTheWay.add(table)) {
            parents.getOrDefault(table, Set.of()).forEach(parent -> place(parent, parents, ordered, onTheWay));
            ordered.add(table);
        }
    }

    static List<Partition> partitions(Connection connection, int shard, BackupKind kind) throws SQLException {
        return Statements.list(
                connection,
                PARTITIONS,
                row -> new Partition(shard, row.getString(1), row.getString(2), row.getString(3)),
                kind == BackupKind.KEYS);
    }

    /** As they are now, whatever the snapshot: never behind the rows. */
    static List<Sequence> sequences(Connection connection, int shard, BackupKind kind) throws SQLException {
        return new ArrayList<>(Statements.list(
                connection,
                SEQUENCES,
                row -> new Sequence(shard, row.getString(1), row.getLong(2)),
                kind == BackupKind.KEYS));
    }

    /** The last migration's version. */
    static String schema(Connection connection) throws SQLException {
        return Statements.first(connection, SCHEMA, row -> row.getString(1))
                .orElseThrow(() -> new SQLException("no migration was applied"));
    }

    static boolean isEmpty(Connection connection) throws SQLException {
        return Statements.first(connection, HAS_ANYTHING, row -> !row.getBoolean(1))
                .orElseThrow();
    }

    static boolean has(Connection connection, String table) throws SQLException {
        return Statements.first(connection, "select to_regclass(?) is not null", row -> row.getBoolean(1), table)
                .orElseThrow();
    }
}
