package io.evently.tables;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int2;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Filters;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import io.evently.tables.AuditChainsTable.Head;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** The table {@code audit}, which is only ever added to. */
public final class AuditTable {

    private static final Table<AuditRow> AUDIT = new Table<>(
            "audit",
            AuditRow.class,
            int2("chain", AuditRow::chain),
            int8("sequence", AuditRow::sequence),
            micros("at", AuditRow::at),
            id("actor", AuditRow::actor),
            text("role", AuditRow::role),
            text("request_id", AuditRow::requestId),
            text("action", AuditRow::action),
            text("entity", AuditRow::entity),
            id("entity_id", AuditRow::entityId),
            id("event_id", AuditRow::eventId),
            jsonb("changes", AuditRow::changes),
            bytes("hash", AuditRow::hash));

    private static final String IS_THERE = "select true from audit where chain = ? and sequence = ? and hash = ?";

    private static final String OF_CHAIN = AUDIT.select() + " where chain = ? order by sequence";

    /** By the primary key, so only what requests wrote is read: facts are shown by what they made. */
    private static final String OF_PERSON = AUDIT.select()
            + " where chain = 2 and sequence < ? and (actor = ? or entity_id = ?) order by sequence desc limit ?";

    /** Rows fetched at a time by whoever reads a whole chain. */
    private static final int FETCH = 2_000;

    private AuditTable() {}

    /**
     * What a list may ask for; null: anything.
     *
     * @param from microseconds
     * @param to microseconds, exclusive
     */
    public record Search(String entity, UUID entityId, UUID actor, Long from, Long to) {}

    /**
     * Adds rows to a chain that several write. They wait for each other until their transactions end.
     *
     * @param connection in a transaction
     * @return where the chain ends then
     */
    public static Head append(Connection connection, AuditChain chain, List<AuditRow> rows) throws SQLException {
        return append(connection, AuditChainsTable.lock(connection, chain), rows);
    }

    /**
     * Adds rows of facts, in the transaction that has moved the tables' position.
     *
     * @param followed up to where the journal is in the audit then
     */
    static void appendFacts(Connection connection, Head head, List<AuditRow> rows, Position followed)
            throws SQLException {
        append(connection, new Head(head.chain(), head.sequence(), head.hash(), followed), rows);
    }

    private static Head append(Connection connection, Head head, List<AuditRow> rows) throws SQLException {
        AuditHash hashes = new AuditHash();
        List<AuditRow> chained = new ArrayList<>(rows.size());
        long sequence = head.sequence();
        byte[] hash = head.hash();
        for (AuditRow row : rows) {
            AuditRow next = row.chained(head.chain(), ++sequence, null);
            hash = hashes.of(hash, next);
            chained.add(next.chained(head.chain(), sequence, hash));
        }
        AUDIT.copy(connection, chained);
        Head moved = new Head(head.chain(), sequence, hash, head.followed());
        AuditChainsTable.move(connection, moved);
        return moved;
    }

    /** Whether a chain once ended there: what {@link #append} returned is written, though nobody said so. */
    public static boolean isThere(Connection connection, Head head) throws SQLException {
        return Statements.first(
                        connection,
                        IS_THERE,
                        row -> row.getBoolean(1),
                        head.chain().number(),
                        head.sequence(),
                        head.hash())
                .orElse(false);
    }

    /**
     * Rows of one chain, the last first.
     *
     * @param before only rows before this one
     */
    static List<AuditRow> search(Connection connection, AuditChain chain, Search search, long before, int limit)
            throws SQLException {
        return new Filters()
                .add("chain = ? and sequence < ?", chain.number(), before)
                .addUnlessNull("entity = ?", search.entity())
                .addUnlessNull("entity_id = ?", search.entityId())
                .addUnlessNull("actor = ?", search.actor())
                .addUnlessNull("at >= timestamp_of_micros(?)", search.from())
                .addUnlessNull("at < timestamp_of_micros(?)", search.to())
                .list(connection, AUDIT.select(), "order by sequence desc limit " + limit, AUDIT::read);
    }

    /**
     * What requests of a person, or of others about them, were told to the audit, the last first.
     *
     * @param before only rows before this one
     */
    static List<AuditRow> ofPerson(Connection connection, UUID userId, long before, int limit) throws SQLException {
        return Statements.list(connection, OF_PERSON, AUDIT::read, before, userId, userId, limit);
    }

    /** Takes rows one by one. */
    interface Reader {
        void take(AuditRow row);
    }

    /**
     * All rows of a chain, in its order.
     *
     * @param connection in a transaction, else all come at once
     */
    static void read(Connection connection, AuditChain chain, Reader reader) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(OF_CHAIN)) {
            select.setFetchSize(FETCH);
            select.setInt(1, chain.number());
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    reader.take(AUDIT.read(rows));
                }
            }
        }
    }
}
