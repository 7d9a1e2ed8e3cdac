package io.evently.tables;

import static io.evently.sql.Column.cents;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int2;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.sql.Filters;
import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** The table {@code bookings}. */
public final class BookingsTable {

    /** The order of lists. */
    public static final Comparator<BookingRow> NEWEST_FIRST = Comparator.comparingLong(BookingRow::createdAt)
            .thenComparing(BookingRow::id, IdOrder.ORDER)
            .reversed();

    private static final Table<BookingRow> BOOKINGS = new Table<>(
            "bookings",
            BookingRow.class,
            id("id", BookingRow::id),
            id("user_id", BookingRow::userId).fixed(),
            id("event_id", BookingRow::eventId).fixed(),
            int2("quantity", BookingRow::quantity).fixed(),
            cents("unit_price", BookingRow::unitPrice).fixed(),
            cents("total_amount", BookingRow::totalAmount).fixed().unread(),
            text("status", BookingRow::status).as("booking_status"),
            text("booking_ref", BookingRow::reference).fixed(),
            int4("version", BookingRow::version),
            microsOrNull("hold_expires_at", BookingRow::holdExpiresAt).fixed(),
            int8("fact_no", BookingRow::factNo),
            micros("created_at", BookingRow::createdAt).fixed(),
            micros("updated_at", BookingRow::updatedAt));

    /** What {@link BookingRow#asOf} shows, as a condition. */
    private static final String STATUS_AS_OF =
            """
            case when status = 'pending' and hold_expires_at <= timestamp_of_micros(?) then 'expired' else status end
                = ?::booking_status
            """;

    private static final String BY_REFERENCE = BOOKINGS.select()
            + """
                     where id in (select bookings_of_reference(?)) order by created_at, id
                    """;

    private static final String UPSERT =
            BOOKINGS.insert() + BOOKINGS.onConflictUpdate("id") + "where bookings.fact_no < excluded.fact_no";

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
        return BOOKINGS.byIds(connection, ids, BookingRow::id);
    }

    /**
     * Those of whoever asks, or all for an admin: mostly one, or none; two of one day may share their 60 bits.
     *
     * @param connection seen by somebody
     */
    public static List<BookingRow> byReference(Connection connection, String reference) throws SQLException {
        return Statements.list(connection, BY_REFERENCE, BOOKINGS::read, reference);
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
        Filters conditions = new Filters()
                .addUnlessNull("user_id = ?", search.userId())
                .addUnlessNull("event_id = ?", search.eventId());
        if (search.status() != null) {
            conditions.add(STATUS_AS_OF, now, search.status());
        }
        if (after != null) {
            conditions.add("(created_at, id) < (timestamp_of_micros(?), ?)", after.createdAt(), after.id());
        }
        return conditions.list(
                connection, BOOKINGS.select(), "order by created_at desc, id desc limit " + limit, row -> BOOKINGS.read(
                                row)
                        .asOf(now));
    }

    /**
     * Adds bookings that were just made. Half the cost of {@link #upsert}.
     *
     * @throws SQLException if one of them is there (23505); then none was added
     */
    public static void add(Connection connection, Collection<BookingRow> rows) throws SQLException {
        BOOKINGS.copy(connection, rows);
    }

    /** Writes rows whose fact is newer than the one in the table. No id twice. */
    public static void upsert(Connection connection, Collection<BookingRow> rows) throws SQLException {
        BOOKINGS.write(connection, UPSERT, rows);
    }
}
