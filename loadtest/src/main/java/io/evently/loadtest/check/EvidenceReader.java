package io.evently.loadtest.check;

import io.evently.loadtest.audit.Tables;
import io.evently.loadtest.check.TableRows.BookingRow;
import io.evently.loadtest.check.TableRows.EntryRow;
import io.evently.loadtest.check.TableRows.EventRow;
import io.evently.loadtest.check.TableRows.Lag;
import io.evently.loadtest.check.TableRows.PromotionRow;
import io.evently.loadtest.history.Operation;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;

/**
 * Reads journals and tables of all four databases, each in one snapshot, as anybody with {@code psql} could: what runs out
 * meanwhile changes nothing.
 */
public final class EvidenceReader {

    private static final String EVENT = "Event|";

    /** Rows fetched at a time. */
    private static final int FETCH = 5_000;

    private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

    private static final String LAG =
            """
            select (select count(*) from event_journal j
                     where (j.tx, j.ordering) > (coalesce(p.tx, '0'::xid8), coalesce(p.ordering, 0))) as records,
                   (select count(*) from event_endings) as endings
              from (select 1) one
              left join projection_positions p on p.projection = 'tables'
            """;

    private static final String JOURNAL =
            """
            select persistence_id, sequence_number, event_ser_manifest, event_payload
              from event_journal
             where persistence_id like 'Event|%'
             order by persistence_id, sequence_number
            """;

    private static final String EVENTS =
            """
            select id, total_capacity, available_seats, confirmed_seats, held_seats, promised_seats,
                   (current_price * 100)::bigint as price, (revenue * 100)::bigint as revenue, status::text, fact_no
              from events
            """;

    private static final String BOOKINGS =
            """
            select event_id, id, user_id, quantity, (unit_price * 100)::bigint as unit_price, status::text
              from bookings
            """;

    private static final String ENTRIES =
            """
            select event_id, id, user_id, quantity, priority_score, join_seq, status::text
              from waitlist_entries
            """;

    private static final String PROMOTIONS =
            """
            select event_id, id, waitlist_id, user_id, quantity, (unit_price * 100)::bigint as unit_price, status::text,
                   booking_id
              from waitlist_promotions
            """;

    private final List<String> urls;
    private final Duration within;
    private final Map<UUID, List<JournalCommit>> journals = new HashMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<BookingRow> bookings = new ArrayList<>();
    private final List<EntryRow> entries = new ArrayList<>();
    private final List<PromotionRow> promotions = new ArrayList<>();
    private final List<Lag> lags = new ArrayList<>();

    private EvidenceReader(List<String> urls, Duration within) {
        this.urls = urls;
        this.within = within;
    }

    /**
     * Everything on the PostgreSQL that listens on that port of 127.0.0.1.
     *
     * @param within how long the tables may take to follow the journal; what they lack after that is evidence too
     * @throws SQLException if a database cannot be read
     */
    public static Evidence read(int port, List<Operation> operations, Duration within) throws SQLException {
        List<String> urls = IntStream.range(0, Tables.SHARDS)
                .mapToObj(shard -> "jdbc:postgresql://127.0.0.1:" + port + "/evently_" + shard + "?user=postgres")
                .toList();
        return read(urls, operations, within);
    }

    /**
     * The same of four databases wherever they are.
     *
     * @param urls JDBC, with the user, in order of the databases' numbers
     */
    public static Evidence read(List<String> urls, List<Operation> operations, Duration within) throws SQLException {
        EvidenceReader reader = new EvidenceReader(urls, within);
        for (int database = 0; database < urls.size(); database++) {
            reader.read(database);
        }
        TableRows tables =
                new TableRows(reader.events, reader.bookings, reader.entries, reader.promotions, reader.lags);
        return new Evidence(operations, reader.journals, tables, epochNanos());
    }

    /** To within some microseconds, and what the wall clock was corrected by during the run. */
    private static long epochNanos() {
        Instant now = Instant.now();
        return System.nanoTime() - TimeUnit.SECONDS.toNanos(now.getEpochSecond()) - now.getNano();
    }

    private void read(int database) throws SQLException {
        long end = System.nanoTime() + within.toNanos();
        try (Connection connection = DriverManager.getConnection(urls.get(database))) {
            connection.setAutoCommit(
                    false); // a snapshot needs a transaction, and the driver one to fetch rows in parts
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Lag lag = lag(connection, database);
            while ((lag.records() > 0 || lag.endings() > 0) && System.nanoTime() - end < 0) {
                connection.rollback();
                LockSupport.parkNanos(PAUSE_NANOS);
                lag = lag(connection, database);
            }
            lags.add(lag);
            readJournals(connection, database);
            readTables(connection, database);
            connection.rollback();
        }
    }

    private static Lag lag(Connection connection, int database) throws SQLException {
        List<Lag> lag = new ArrayList<>();
        each(connection, LAG, row -> lag.add(new Lag(database, row.getLong("records"), row.getLong("endings"))));
        return lag.get(0);
    }

    private void readJournals(Connection connection, int database) throws SQLException {
        each(connection, JOURNAL, row -> {
            String manifest = row.getString("event_ser_manifest");
            if (!manifest.equals(JournalDecoder.MANIFEST)) {
                throw new IllegalStateException("the checker does not know records of the form " + manifest);
            }
            UUID eventId = UUID.fromString(row.getString("persistence_id").substring(EVENT.length()));
            journals.computeIfAbsent(eventId, any -> new ArrayList<>())
                    .add(JournalDecoder.commit(
                            database, row.getLong("sequence_number"), row.getBytes("event_payload")));
        });
    }

    private void readTables(Connection connection, int database) throws SQLException {
        each(
                connection,
                EVENTS,
                row -> events.add(new EventRow(
                        database,
                        id(row, "id"),
                        row.getInt("total_capacity"),
                        row.getInt("available_seats"),
                        row.getInt("confirmed_seats"),
                        row.getInt("held_seats"),
                        row.getInt("promised_seats"),
                        row.getLong("price"),
                        row.getLong("revenue"),
                        row.getString("status"),
                        row.getLong("fact_no"))));
        each(
                connection,
                BOOKINGS,
                row -> bookings.add(new BookingRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getLong("unit_price"),
                        row.getString("status"))));
        each(
                connection,
                ENTRIES,
                row -> entries.add(new EntryRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getInt("priority_score"),
                        row.getLong("join_seq"),
                        row.getString("status"))));
        each(
                connection,
                PROMOTIONS,
                row -> promotions.add(new PromotionRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "waitlist_id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getLong("unit_price"),
                        row.getString("status"),
                        id(row, "booking_id"))));
    }

    private static UUID id(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private interface Taking {
        void take(ResultSet row) throws SQLException;
    }

    private static void each(Connection connection, String sql, Taking taking) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taking.take(rows);
                }
            }
        }
    }
}
