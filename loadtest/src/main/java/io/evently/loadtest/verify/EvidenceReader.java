package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.sut.Databases;
import io.evently.loadtest.verify.TableRows.BookingRow;
import io.evently.loadtest.verify.TableRows.EntryRow;
import io.evently.loadtest.verify.TableRows.EventRow;
import io.evently.loadtest.verify.TableRows.Lag;
import io.evently.loadtest.verify.TableRows.PromotionRow;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

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
             where persistence_id like 'Event|%' and (?::text[] is null or persistence_id = any (?))
             order by persistence_id, sequence_number
            """;

    private static final String EVENTS =
            """
            select id, total_capacity, available_seats, confirmed_seats, held_seats, promised_seats,
                   (current_price * 100)::bigint as price, (revenue * 100)::bigint as revenue, status::text, fact_no
              from events
             where ?::uuid[] is null or id = any (?)
            """;

    private static final String BOOKINGS =
            """
            select event_id, id, user_id, quantity, (unit_price * 100)::bigint as unit_price, status::text, booking_ref,
                   created_at
              from bookings
             where ?::uuid[] is null or event_id = any (?)
            """;

    private static final String ENTRIES =
            """
            select event_id, id, user_id, quantity, priority_score, joined_at, join_seq, status::text
              from waitlist_entries
             where ?::uuid[] is null or event_id = any (?)
            """;

    private static final String PROMOTIONS =
            """
            select event_id, id, waitlist_id, user_id, quantity, (unit_price * 100)::bigint as unit_price, promoted_at,
                   expires_at, status::text, booking_id
              from waitlist_promotions
             where ?::uuid[] is null or event_id = any (?)
            """;

    private final int port;
    private final Object[] wanted;
    private final Duration within;
    private final Map<UUID, List<JournalCommit>> journals = new HashMap<>();
    private final List<EventRow> events = new ArrayList<>();
    private final List<BookingRow> bookings = new ArrayList<>();
    private final List<EntryRow> entries = new ArrayList<>();
    private final List<PromotionRow> promotions = new ArrayList<>();
    private final List<Lag> lags = new ArrayList<>();

    private EvidenceReader(int port, Set<UUID> events, Duration within) {
        this.port = port;
        this.wanted = events == null ? null : events.toArray();
        this.within = within;
    }

    /**
     * What is on the PostgreSQL that listens on that port of 127.0.0.1.
     *
     * @param events that count; null: all
     * @param within how long the tables may take to follow the journal; what they lack after that is evidence too
     * @throws SQLException if a database cannot be read
     */
    public static Evidence read(int port, Set<UUID> events, List<Operation> operations, Duration within)
            throws SQLException {
        EvidenceReader reader = new EvidenceReader(port, events, within);
        for (int database = 0; database < Databases.SHARDS; database++) {
            reader.read(database);
        }
        TableRows tables =
                new TableRows(reader.events, reader.bookings, reader.entries, reader.promotions, reader.lags);
        List<Operation> asked = operations.stream()
                .filter(each -> events == null || events.contains(each.eventId()))
                .toList();
        return new Evidence(asked, reader.journals, tables, epochNanos());
    }

    /** To within some microseconds, and what the wall clock was corrected by during the run. */
    private static long epochNanos() {
        Instant now = Instant.now();
        return System.nanoTime() - TimeUnit.SECONDS.toNanos(now.getEpochSecond()) - now.getNano();
    }

    private void read(int database) throws SQLException {
        long end = System.nanoTime() + within.toNanos();
        try (Connection connection = Databases.connect(port, database)) {
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
        each(connection, LAG, null, row -> lag.add(new Lag(database, row.getLong("records"), row.getLong("endings"))));
        return lag.get(0);
    }

    private void readJournals(Connection connection, int database) throws SQLException {
        each(connection, JOURNAL, journalIds(connection), row -> {
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
        Array ids = wanted == null ? null : connection.createArrayOf("uuid", wanted);
        each(
                connection,
                EVENTS,
                ids,
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
                ids,
                row -> bookings.add(new BookingRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getLong("unit_price"),
                        row.getString("status"),
                        row.getString("booking_ref"),
                        micros(row, "created_at"))));
        each(
                connection,
                ENTRIES,
                ids,
                row -> entries.add(new EntryRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getInt("priority_score"),
                        micros(row, "joined_at"),
                        row.getLong("join_seq"),
                        row.getString("status"))));
        each(
                connection,
                PROMOTIONS,
                ids,
                row -> promotions.add(new PromotionRow(
                        database,
                        id(row, "event_id"),
                        id(row, "id"),
                        id(row, "waitlist_id"),
                        id(row, "user_id"),
                        row.getInt("quantity"),
                        row.getLong("unit_price"),
                        micros(row, "promoted_at"),
                        micros(row, "expires_at"),
                        row.getString("status"),
                        id(row, "booking_id"))));
    }

    private static UUID id(ResultSet row, String column) throws SQLException {
        return row.getObject(column, UUID.class);
    }

    private static long micros(ResultSet row, String column) throws SQLException {
        Instant time = row.getObject(column, OffsetDateTime.class).toInstant();
        return TimeUnit.SECONDS.toMicros(time.getEpochSecond()) + time.getNano() / 1_000;
    }

    private interface Taking {
        void take(ResultSet row) throws SQLException;
    }

    private Array journalIds(Connection connection) throws SQLException {
        return wanted == null
                ? null
                : connection.createArrayOf(
                        "text", Stream.of(wanted).map(id -> EVENT + id).toArray());
    }

    /** @param ids twice a parameter of the statement, which may be null; a LAG has none */
    private static void each(Connection connection, String sql, Array ids, Taking taking) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setFetchSize(FETCH);
            if (!sql.equals(LAG)) {
                statement.setArray(1, ids);
                statement.setArray(2, ids);
            }
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    taking.take(rows);
                }
            }
        }
    }
}
