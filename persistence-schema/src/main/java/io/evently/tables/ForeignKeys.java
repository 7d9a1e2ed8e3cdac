package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The foreign keys of the projected tables. The projection writes as a subscriber of logical replication does: parents
 * and children come in one transaction, so PostgreSQL need not look each parent up and lock it, which is half of what a
 * row costs. Whoever deletes has the keys enforced ({@link #enforce}), and a search for orphans, each night, proves what
 * they promise.
 */
public final class ForeignKeys {

    private static final String MAY_DISPENSE = "select has_parameter_privilege('session_replication_role', 'set')";

    private static final String DISPENSE = "set local session_replication_role = replica";

    /** Nothing is set, and no right needed, where they are enforced anyway. */
    private static final String ENFORCE =
            """
            select set_config('session_replication_role', 'origin', true)
            where current_setting('session_replication_role') <> 'origin'
            """;

    /**
     * Those of tables with one id, which are all that the projection writes; read from the catalog, so that none is
     * forgotten.
     */
    private static final String KEYS =
            """
            select child.relname, id.attname, refers.attname, parent.relname, referred.attname
            from pg_constraint key
            join pg_class child on child.oid = key.conrelid
            join pg_class parent on parent.oid = key.confrelid
            join pg_attribute refers on refers.attrelid = key.conrelid and refers.attnum = key.conkey[1]
            join pg_attribute referred on referred.attrelid = key.confrelid and referred.attnum = key.confkey[1]
            join pg_constraint ids on ids.conrelid = key.conrelid and ids.contype = 'p' and cardinality(ids.conkey) = 1
            join pg_attribute id on id.attrelid = key.conrelid and id.attnum = ids.conkey[1]
            where key.contype = 'f' and cardinality(key.conkey) = 1 and id.atttypid = 'uuid'::regtype
                and child.relnamespace = current_schema()::regnamespace
            order by child.relname, refers.attname
            """;

    private ForeignKeys() {}

    /**
     * A foreign key.
     *
     * @param id the primary key of the table
     * @param refers the column that names a row of {@code parent}
     */
    public record ForeignKey(String table, String id, String refers, String parent, String parentId) {

        private static ForeignKey read(ResultSet row) throws SQLException {
            return new ForeignKey(
                    row.getString(1), row.getString(2), row.getString(3), row.getString(4), row.getString(5));
        }

        /** The part of a table that was looked through, and what is wrong with it. */
        private static final String LOOK =
                """
                with part as materialized (select %2$s as id, %3$s as parent from %1$s where %2$s > ? order by %2$s limit ?),
                    orphans as (
                        select id from part
                        where parent is not null and not exists (select from %4$s where %5$s = part.parent))
                select (select id from part order by id desc limit 1), (select count(*) from part),
                    (select count(*) from orphans), (select id from orphans order by id limit 1)
                """;

        /**
         * Looks through a part of the table.
         *
         * @param after rows behind this id
         * @param most at most so many
         */
        public Part look(Connection connection, UUID after, int most) throws SQLException {
            String sql = LOOK.formatted(table, id, refers, parent, parentId);
            return Statements.first(
                            connection,
                            sql,
                            row -> new Part(
                                    Optional.ofNullable(row.getObject(1, UUID.class)),
                                    row.getLong(2) == most,
                                    row.getLong(3),
                                    row.getObject(4, UUID.class)),
                            after,
                            most)
                    .orElseThrow();
        }
    }

    /**
     * What a look through a part of a table found.
     *
     * @param last the last row looked at; empty: there was none
     * @param more whether there may be more behind it
     * @param orphans rows whose parent is missing
     * @param first of them; null: there are none
     */
    public record Part(Optional<UUID> last, boolean more, long orphans, UUID first) {}

    /** Whether the connection's user may write without them. */
    public static boolean mayDispense(Connection connection) throws SQLException {
        return Statements.first(connection, MAY_DISPENSE, row -> row.getBoolean(1))
                .orElseThrow();
    }

    /** Until this transaction ends, foreign keys are not enforced, and no trigger runs but those that always do. */
    public static void dispense(Connection connection) throws SQLException {
        Statements.update(connection, DISPENSE);
    }

    /** Until this transaction ends they are. */
    static void enforce(Connection connection) throws SQLException {
        Statements.list(connection, ENFORCE, row -> row.getString(1));
    }

    /** All of them. */
    public static List<ForeignKey> all(Connection connection) throws SQLException {
        return Statements.list(connection, KEYS, ForeignKey::read);
    }
}
