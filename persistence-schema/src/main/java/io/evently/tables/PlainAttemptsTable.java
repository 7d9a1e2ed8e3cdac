package io.evently.tables;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;

import io.evently.sql.Columns;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * The table {@code plain_attempts}: what is left to do about addresses and agents that the version before wrote into
 * {@code booking_attempts} in plain text.
 */
public final class PlainAttemptsTable {

    private static final Columns<Encrypted> ENCRYPTED =
            new Columns<>(id("id", Encrypted::id), bytes("client", Encrypted::client));

    private static final String DUE =
            """
            select due_at::text as due, next_block from plain_attempts where due_at <= now() order by due_at limit 1
            """;

    private static final String READ =
            """
            select id, host(ip_address) as ip_address, user_agent from booking_attempts
            where ctid >= ?::tid and ctid < ?::tid and (ip_address is not null or user_agent is not null)
            """;

    /** By place as well: without it the whole table might be read for them. */
    private static final String REPLACE =
            """
            update booking_attempts as plain set client = new.client, ip_address = null, user_agent = null
            from %s
            where plain.ctid >= ?::tid and plain.ctid < ?::tid and plain.id = new.id
                and (plain.ip_address is not null or plain.user_agent is not null)
            """
                    .formatted(ENCRYPTED.unnested("new"));

    private static final String MOVE_ON = "update plain_attempts set next_block = ? where due_at = ?::timestamptz";

    private static final String END = "delete from plain_attempts where due_at = ?::timestamptz";

    private PlainAttemptsTable() {}

    /** A pass over the table, from {@code nextBlock} on. */
    public record Pass(String dueAt, long nextBlock) {}

    /** Address and agent of an attempt as the version before wrote them; either may be null. */
    public record Plain(UUID id, String ipAddress, String userAgent) {

        /** Without what tells of a person. */
        @Override
        public String toString() {
            return "Plain(" + id + ")";
        }
    }

    /** What takes their place. */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way to the database, never compared
    public record Encrypted(UUID id, byte[] client) {}

    /** The next pass whose time has come; empty: there is nothing to do now. */
    public static Optional<Pass> due(Connection connection) throws SQLException {
        return Statements.first(connection, DUE, row -> new Pass(row.getString("due"), row.getLong("next_block")));
    }

    /** What is plain in these blocks of each partition. */
    public static List<Plain> read(Connection connection, long block, int blocks) throws SQLException {
        return Statements.list(
                connection,
                READ,
                row -> new Plain(
                        row.getObject("id", UUID.class), row.getString("ip_address"), row.getString("user_agent")),
                BookingAttemptsTable.beginOf(block),
                BookingAttemptsTable.beginOf(block + blocks));
    }

    /** Puts what is encrypted in the place of what was plain in these blocks. */
    public static void replace(Connection connection, long block, int blocks, Collection<Encrypted> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement replace = connection.prepareStatement(REPLACE)) {
            int next = ENCRYPTED.bind(replace, rows);
            replace.setString(next, BookingAttemptsTable.beginOf(block));
            replace.setString(next + 1, BookingAttemptsTable.beginOf(block + blocks));
            replace.executeUpdate();
        }
    }

    /**
     * Notes that a pass has done the blocks before this one, and ends it behind the last.
     *
     * @return whether there is more of it
     */
    public static boolean moveOn(Connection connection, Pass pass, long nextBlock) throws SQLException {
        if (nextBlock >= BookingAttemptsTable.blocks(connection)) {
            Statements.update(connection, END, pass.dueAt());
            return false;
        }
        Statements.update(connection, MOVE_ON, nextBlock, pass.dueAt());
        return true;
    }
}
