package io.evently.tables.journal;

import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Predicate;

/**
 * The table {@code event_journal}: how records are written, and how a projection reads them, in order of transactions,
 * behind the oldest open one.
 */
public final class Journal {

    /** Rows fetched at first: commits of a sale have up to 100 kB each. */
    private static final int FETCH = 50;

    /** Of many events a commit has 200 bytes, and each further fetch costs as much as reading twenty of them. */
    private static final int FETCH_MOST = 2_000;

    private static final long FETCHED_BYTES = 4 << 20;

    /** The text has a name of its own: "order by tx" would else mean the text, where 1000 comes before 999. */
    private static final String READ =
            """
            select tx::text as tx_text, ordering, persistence_id, event_ser_id, event_ser_manifest, event_payload,
                sequence_number
            from event_journal
            where (tx, ordering) > (?::xid8, ?) and tx < pg_snapshot_xmin(pg_current_snapshot())
            order by tx, ordering
            limit ?
            """;

    private static final String READ_OF =
            """
            select tx::text as tx_text, ordering, persistence_id, event_ser_id, event_ser_manifest, event_payload,
                sequence_number
            from event_journal
            where persistence_id = ? and sequence_number >= ? and (tx, ordering) <= (?::xid8, ?)
            order by sequence_number
            """;

    private static final String BACKLOG =
            """
            with behind as (
                select write_timestamp from event_journal
                where (tx, ordering) > (?::xid8, ?)
                order by tx, ordering limit ?
            )
            select count(*), coalesce(extract(epoch from clock_timestamp()) * 1000 - min(write_timestamp), 0)::bigint
            from behind
            """;

    /** Of the first thousand: what comes behind them was written later, but for clocks that differ. */
    private static final String FOLLOWED_UNTIL =
            """
            select least(min(write_timestamp) * 1000, micros_of_timestamp(clock_timestamp())) from (
                select write_timestamp from event_journal where (tx, ordering) > (?::xid8, ?)
                order by tx, ordering limit 1000
            ) as behind
            """;

    private static final String END =
            "select tx::text as tx_text, ordering from event_journal order by tx desc, ordering desc limit 1";

    private Journal() {}

    /**
     * One record.
     *
     * @param serializer which serializer wrote it
     * @param manifest what that serializer calls it
     * @param sequenceNumber among those of its persistence id, from 1
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Row(
            Position position,
            String persistenceId,
            int serializer,
            String manifest,
            byte[] payload,
            long sequenceNumber) {}

    /**
     * What the tables do not show yet.
     *
     * @param rows records, counted up to the limit asked for
     * @param millis age of the oldest; 0: none
     */
    public record Backlog(long rows, long millis) {}

    private static final Columns<NewRow> NUMBERS = new Columns<>(
            text("persistence_id", NewRow::persistenceId), int8("sequence_number", NewRow::sequenceNumber));

    private static final String FATES =
            """
            select j.writer from unnest(%s) with ordinality as n (%s, no)
            left join event_journal j
                on j.persistence_id = n.persistence_id and j.sequence_number = n.sequence_number
            order by n.no
            """
                    .formatted(NUMBERS.parameters(), NUMBERS.names());

    /** What the journal holds where a record was to be written. */
    public enum Fate {
        /** The record: written just now, or by an earlier try. */
        OURS,
        /** Another writer's record. */
        TAKEN,
        /** Nothing, because the record before is not there either. */
        GAP
    }

    /**
     * A record to be written.
     *
     * @param writtenAt milliseconds since 1970, by the writer's clock
     */
    @SuppressWarnings("ArrayRecordComponent") // written once, never compared
    public record NewRow(
            String persistenceId,
            long sequenceNumber,
            String writer,
            long writtenAt,
            String adapterManifest,
            byte[] payload,
            int serializerId,
            String manifest) {}

    /**
     * Writes records in one statement and one round trip, and returns when they are on disk. Each is written or not for
     * itself: one whose predecessor is not there, or that is there already, if that is allowed for, keeps none of the
     * others.
     *
     * @param connection in autocommit
     * @param rows at most one of each persistence id, and by it in the same order in every call: two that hold each
     *     other's rows would wait for one another
     * @param follows whether the record before a row is known to be there: this connection has written it
     * @param mayBeThere whether some of the rows may be there already; if not, one that is there fails all of them with a
     *     unique violation, and nothing was written
     * @return whether all were written; if not, {@link #fates} tells which
     * @throws SQLWarning if they were written here, perhaps without the replica that should have them, too
     * @throws SQLException any number of them may have been written then
     */
    public static boolean append(
            Connection connection, Collection<NewRow> rows, Predicate<NewRow> follows, boolean mayBeThere)
            throws SQLException {
        return JournalInsert.execute(connection, rows, follows, mayBeThere);
    }

    /**
     * What became of records that {@link #append} was given, in their order. A statement of its own: the one that writes
     * does not see what others committed while it ran.
     */
    public static List<Fate> fates(Connection connection, Collection<NewRow> rows) throws SQLException {
        try (PreparedStatement ask = connection.prepareStatement(FATES)) {
            NUMBERS.bind(ask, rows);
            List<Fate> fates = new ArrayList<>(rows.size());
            try (ResultSet found = ask.executeQuery()) {
                for (NewRow row : rows) {
                    found.next();
                    String writer = found.getString(1);
                    fates.add(writer == null ? Fate.GAP : writer.equals(row.writer()) ? Fate.OURS : Fate.TAKEN);
                }
            }
            return fates;
        }
    }

    /** Takes records one by one. */
    public interface Reader {
        /** @return whether there is room for more */
        boolean take(Row row);
    }

    /**
     * Hands the records after a position to {@code reader}, until it has enough. A record is read only when no
     * transaction can still commit one that belongs before it.
     *
     * @param connection in a transaction, else all records come at once
     * @param most at most so many records
     */
    public static void read(Connection connection, Position after, int most, Reader reader) throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ)) {
            read.setFetchSize(FETCH);
            read.setString(1, after.tx());
            read.setLong(2, after.ordering());
            read.setInt(3, most);
            handOver(read, reader);
        }
    }

    /**
     * Hands the records of one persistence id to {@code reader}, in their order, until it has enough.
     *
     * @param connection in a transaction, else all records come at once
     * @param from the sequence number of the first
     * @param upTo none behind this position
     */
    public static void readOf(Connection connection, String persistenceId, long from, Position upTo, Reader reader)
            throws SQLException {
        try (PreparedStatement read = connection.prepareStatement(READ_OF)) {
            read.setFetchSize(FETCH);
            read.setString(1, persistenceId);
            read.setLong(2, from);
            read.setString(3, upTo.tx());
            read.setLong(4, upTo.ordering());
            handOver(read, reader);
        }
    }

    private static void handOver(PreparedStatement read, Reader reader) throws SQLException {
        try (ResultSet result = read.executeQuery()) {
            boolean more = true;
            int rows = 0;
            long bytes = 0;
            while (more && result.next()) {
                byte[] payload = result.getBytes(6);
                bytes += payload.length;
                if (++rows == FETCH) {
                    result.setFetchSize(
                            (int) Math.min(FETCH_MOST, Math.max(FETCH, FETCHED_BYTES * FETCH / Math.max(1, bytes))));
                }
                more = reader.take(new Row(
                        PositionsTable.position(result),
                        result.getString(3),
                        result.getInt(4),
                        result.getString(5),
                        payload,
                        result.getLong(7)));
            }
        }
    }

    /** The last record there is. */
    public static Position end(Connection connection) throws SQLException {
        return Statements.first(connection, END, PositionsTable::position).orElse(Position.BEGINNING);
    }

    /**
     * How much the tables have yet to follow; also counts what an open transaction holds back.
     *
     * @param countUpTo stop counting there
     */
    public static Backlog backlog(Connection connection, Position after, int countUpTo) throws SQLException {
        return Statements.first(
                        connection,
                        BACKLOG,
                        row -> new Backlog(row.getLong(1), Math.max(0, row.getLong(2))),
                        after.tx(),
                        after.ordering(),
                        countUpTo)
                .orElseThrow();
    }

    /**
     * The time until which the tables have followed, by the clocks of those who wrote: that of the earliest record they
     * lack, else now.
     *
     * @param after where they stand
     * @return microseconds
     */
    public static long followedUntil(Connection connection, Position after) throws SQLException {
        return Statements.first(connection, FOLLOWED_UNTIL, row -> row.getLong(1), after.tx(), after.ordering())
                .orElseThrow();
    }
}
