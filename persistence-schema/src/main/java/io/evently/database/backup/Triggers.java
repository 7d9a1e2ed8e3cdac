package io.evently.database.backup;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * Triggers that people made, switched off while rows come back: what they would write is in the backup already. Those of
 * foreign keys are the system's, and stay.
 */
final class Triggers {

    private static final String ALL =
            """
            select t.tgrelid::regclass::text, quote_ident(t.tgname), t.tgenabled::text
            from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
            where not t.tgisinternal and t.tgenabled <> 'D' and n.nspname not like 'pg\\_%'
            order by t.tgparentid <> 0, 1, 2
            """;

    /** @param state as pg_trigger has it */
    private record Trigger(String table, String name, char state) {

        String enable() {
            String always = state == 'A' ? "always " : state == 'R' ? "replica " : "";
            return "alter table " + table + " enable " + always + "trigger " + name;
        }
    }

    private final List<Trigger> off;

    private Triggers(List<Trigger> off) {
        this.off = off;
    }

    /** In the transaction at hand: whatever happens to it, they are as they were. */
    static Triggers disable(Connection connection) throws SQLException {
        List<Trigger> all = Statements.list(
                connection,
                ALL,
                row -> new Trigger(
                        row.getString(1), row.getString(2), row.getString(3).charAt(0)));
        try (Statement statement = connection.createStatement()) {
            for (Trigger trigger : all) {
                statement.execute("alter table " + trigger.table() + " disable trigger " + trigger.name());
            }
        }
        return new Triggers(all);
    }

    /** As they were. */
    void enable(Connection connection) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            for (Trigger trigger : off) {
                statement.execute(trigger.enable());
            }
        }
    }
}
