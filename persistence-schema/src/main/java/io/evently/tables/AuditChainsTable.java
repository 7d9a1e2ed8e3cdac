package io.evently.tables;

import io.evently.sql.Statements;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;

/** The table {@code audit_chains}: where each chain of the table {@code audit} ends. */
public final class AuditChainsTable {

    private static final String ALL = "select chain, sequence, hash, tx::text, ordering from audit_chains";

    private static final String ONE = ALL + " where chain = ?";

    private static final String MOVE =
            "update audit_chains set sequence = ?, hash = ?, tx = ?::xid8, ordering = ? where chain = ?";

    private AuditChainsTable() {}

    /**
     * The end of a chain.
     *
     * @param sequence of its last row; 0: there is none
     * @param hash of its last row
     * @param followed of facts: up to where the journal is in it
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Head(AuditChain chain, long sequence, byte[] hash, Position followed) {

        private static Head read(ResultSet row) throws SQLException {
            return new Head(
                    AuditChain.of(row.getInt(1)),
                    row.getLong(2),
                    row.getBytes(3),
                    new Position(row.getString(4), row.getLong(5)));
        }

        /** As it is written to the log, where nobody who changes the database can change it. */
        @Override
        public String toString() {
            return "%s %d %s".formatted(chain.label(), sequence, HexFormat.of().formatHex(hash));
        }
    }

    /** All that are there. */
    public static List<Head> heads(Connection connection) throws SQLException {
        return Statements.list(connection, ALL + " where chain between 1 and 3 order by chain", Head::read);
    }

    /** Of a chain that only the caller's transaction writes: whoever has moved the tables' position writes facts. */
    static Head read(Connection connection, AuditChain chain) throws SQLException {
        return one(connection, ONE, chain);
    }

    /** The same of a chain that others write, too: they wait until this transaction ends. */
    static Head lock(Connection connection, AuditChain chain) throws SQLException {
        return one(connection, ONE + " for update", chain);
    }

    private static Head one(Connection connection, String sql, AuditChain chain) throws SQLException {
        return Statements.first(connection, sql, Head::read, chain.number())
                .orElseThrow(() -> new SQLException("the audit has no chain " + chain.label(), "XX001"));
    }

    static void move(Connection connection, Head head) throws SQLException {
        Statements.update(
                connection,
                MOVE,
                head.sequence(),
                head.hash(),
                head.followed().tx(),
                head.followed().ordering(),
                head.chain().number());
    }
}
