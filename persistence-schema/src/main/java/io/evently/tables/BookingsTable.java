package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code bookings}. */
public final class BookingsTable {

    /** The order of lists. */
    public static final Comparator<BookingRow> NEWEST_FIRST = Comparator.comparingLong(BookingRow::createdAt)
            .thenComparing(BookingRow::id, Ids.ORDER)
            .reversed();

    private static final String COLUMNS =
            """
            id, user_id, event_id, quantity, (unit_price * 100)::bigint as unit_price, status, booking_ref, version,
            coalesce(micros_of_timestamp(hold_expires_at), 0) as hold_expires_at, fact_no,
            micros_of_timestamp(created_at) as created_micros, micros_of_timestamp(updated_at) as updated_micros
            """;

    private static final String SELECT = "select " + COLUMNS + " from bookings";

    /** What {@link BookingRow#asOf} shows, as a condition. */
    private static final String STATUS_AS_OF =
            """
            case when status = 'pending' and hold_expires_at <= timestamp_of_micros(?) then 'expired' else status end
                = ?::booking_status
            """;

    private static final String UPSERT =
            """
            insert into bookings (id, user_id, event_id, quantity, unit_price, total_amount, status, booking_ref,
                version, hold_expires_at, fact_no, created_at, updated_at)
            select id, user_id, event_id, quantity, unit_price * 0.01, unit_price * quantity * 0.01,
                status::booking_status, booking_ref, version, timestamp_of_micros(nullif(hold_expires_at, 0)), fact_no,
                timestamp_of_micros(created_at), timestamp_of_micros(updated_at)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, user_id, event_id, quantity, unit_price, status, booking_ref, version, hold_expires_at,
                    fact_no, created_at, updated_at)
            on conflict (id) do update set status = excluded.status, version = excluded.version,
                fact_no = excluded.fact_no, updated_at = excluded.updated_at
            where bookings.fact_no < excluded.fact_no
            """;

    private BookingsTable() {}

    /** Where a list goes on: behind this booking. */
    public record Cursor(long createdAt, UUID id) {
        public static Cursor after(BookingRow row) {
            return new Cursor(row.createdAt(), row.id());
        }
    }

    /**
     * What a list of bookings may ask for; null: anything, but one of user and event must be given.
     *
     * @param status {@code pending}, {@code confirmed}, {@code cancelled} or {@code expired}
     */
    public record Search(UUID userId, UUID eventId, String status) {
        public Search {
            if (userId == null && eventId == null) {
                throw new IllegalArgumentException("a list of bookings is a user's or an event's");
            }
        }
    }

    /** The rows of those ids that are there. */
    public static Map<UUID, BookingRow> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        Map<UUID, BookingRow> rows = new HashMap<>();
        if (ids.isEmpty()) {
            return rows;
        }
        try (PreparedStatement select = connection.prepareStatement(SELECT + " where id = any (?)")) {
            new Columns<>(select, ids).ids(id -> id);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    BookingRow row = row(result);
                    rows.put(row.id(), row);
                }
            }
        }
        return rows;
    }

    /** Mostly one, or none; two of one day may share their 60 bits. */
    public static List<BookingRow> byReference(Connection connection, String reference) throws SQLException {
        return new Conditions()
                .add("booking_ref = ?", reference)
                .list(connection, SELECT, "order by created_at, id", BookingsTable::row);
    }

    /**
     * Bookings as of {@code now}, newest first.
     *
     * @param now microseconds
     * @param after null: from the newest
     * @param limit at most so many rows
     */
    public static List<BookingRow> search(Connection connection, Search search, long now, Cursor after, int limit)
            throws SQLException {
        Conditions conditions = new Conditions();
        if (search.userId() != null) {
            conditions.add("user_id = ?", search.userId());
        }
        if (search.eventId() != null) {
            conditions.add("event_id = ?", search.eventId());
        }
        if (search.status() != null) {
            conditions.add(STATUS_AS_OF, now, search.status());
        }
        if (after != null) {
            conditions.add("(created_at, id) < (timestamp_of_micros(?), ?)", after.createdAt(), after.id());
        }
        return conditions.list(
                connection, SELECT, "order by created_at desc, id desc limit " + limit, result -> row(result)
                        .asOf(now));
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<BookingRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, rows)
                    .ids(BookingRow::id)
                    .ids(BookingRow::userId)
                    .ids(BookingRow::eventId)
                    .ints(BookingRow::quantity)
                    .longs(BookingRow::unitPrice)
                    .texts(BookingRow::status)
                    .texts(BookingRow::reference)
                    .ints(BookingRow::version)
                    .longs(BookingRow::holdExpiresAt)
                    .longs(BookingRow::factNo)
                    .longs(BookingRow::createdAt)
                    .longs(BookingRow::updatedAt);
            upsert.executeUpdate();
        }
    }

    private static BookingRow row(ResultSet result) throws SQLException {
        return new BookingRow(
                result.getObject("id", UUID.class),
                result.getObject("user_id", UUID.class),
                result.getObject("event_id", UUID.class),
                result.getInt("quantity"),
                result.getLong("unit_price"),
                result.getString("status"),
                result.getString("booking_ref"),
                result.getInt("version"),
                result.getLong("hold_expires_at"),
                result.getLong("fact_no"),
                result.getLong("created_micros"),
                result.getLong("updated_micros"));
    }
}
