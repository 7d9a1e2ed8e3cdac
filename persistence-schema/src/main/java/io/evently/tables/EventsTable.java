package io.evently.tables;

import static io.evently.sql.Column.cents;
import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.search.SearchQuery;
import io.evently.sql.Columns;
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
import java.util.Optional;
import java.util.UUID;

/** The table {@code events}. */
public final class EventsTable {

    /** The order of lists: by date, then by id as PostgreSQL orders them. */
    public static final Comparator<EventRow> BY_DATE =
            Comparator.comparingLong(EventRow::eventDate).thenComparing(EventRow::id, IdOrder.ORDER);

    private static final Table<EventRow> EVENTS = new Table<>(
            "events",
            EventRow.class,
            id("id", EventRow::id),
            text("name", EventRow::name),
            text("description", EventRow::description),
            text("venue", EventRow::venue),
            micros("event_date", EventRow::eventDate),
            int4("total_capacity", EventRow::capacity),
            computed("available_seats", "total_capacity - confirmed_seats - held_seats - promised_seats"),
            int4("confirmed_seats", EventRow::confirmed),
            int4("held_seats", EventRow::held),
            int4("promised_seats", EventRow::promised),
            cents("base_price", EventRow::basePrice).fixed(),
            cents("current_price", EventRow::currentPrice),
            cents("revenue", EventRow::revenue),
            text("status", EventRow::status).as("event_status"),
            int4("version", EventRow::version),
            int4("max_per_booking", EventRow::maxPerBooking),
            int4("max_per_user", EventRow::maxPerUser).written("nullif(max_per_user, 0)"),
            int4("hold_minutes", EventRow::holdMinutes),
            text("waitlist_policy", EventRow::waitlistPolicy).as("waitlist_policy"),
            int4("waitlist_window_minutes", EventRow::windowMinutes),
            text("pricing_rule", EventRow::pricingRule).as("jsonb"),
            microsOrNull("ended_at", EventRow::endedAt),
            text("cancel_reason", EventRow::cancelReason),
            id("created_by", EventRow::createdBy).fixed(),
            int8("fact_no", EventRow::factNo),
            micros("created_at", EventRow::createdAt).fixed(),
            micros("updated_at", EventRow::updatedAt),
            text("time_zone", EventRow::timeZone));

    /** Characters of a description that a list shows: 200 of them whole are 4 MB. */
    private static final int LISTED = 300;

    private static final String LIST = "select %s from events"
            .formatted(EVENTS.shownWith("description", "left(description, %d)".formatted(LISTED)));

    /** Rows of bookings are what forbids deleting an event. */
    private static final String ENDED = EVENTS.select()
            + """
                     where id = ? and ended_at < timestamp_of_micros(?)
                        and exists (select from bookings where event_id = events.id)
                    """;

    private static final String UPSERT =
            EVENTS.insert() + EVENTS.onConflictUpdate("id") + "where events.fact_no < excluded.fact_no";

    private static final Columns<EventRow> SEATS = new Columns<>(
            id("id", EventRow::id),
            int4("confirmed_seats", EventRow::confirmed),
            int4("held_seats", EventRow::held),
            int4("promised_seats", EventRow::promised),
            cents("revenue", EventRow::revenue),
            int8("fact_no", EventRow::factNo));

    /** A sixth of the columns, no trigger, no words to look for: in a sale nearly all changes of a row are these. */
    private static final String UPDATE_SEATS =
            """
            update events set
                available_seats = total_capacity - new.confirmed_seats - new.held_seats - new.promised_seats,
                confirmed_seats = new.confirmed_seats, held_seats = new.held_seats,
                promised_seats = new.promised_seats, revenue = new.revenue * 0.01, fact_no = new.fact_no
            from %s
            where events.id = new.id and events.fact_no < new.fact_no
            """
                    .formatted(SEATS.unnested("new"));

    /** By the earlier of two clocks: one that is ahead must not end what is yet to come. */
    private static final String PAST =
            """
            select id, micros_of_timestamp(event_date) from events
            where status = 'active' and event_date < least(now(), timestamp_of_micros(?)) - interval '1 day'
                and (event_date, id) > (timestamp_of_micros(?), ?)
            order by event_date, id limit ?
            """;

    private static final String DELETE = "delete from events where id = any (?)";

    private EventsTable() {}

    /**
     * What a list of events may ask for; null: anything.
     *
     * @param text words of name, description or venue, as {@link SearchQuery} reads them
     * @param status {@code active}, {@code cancelled} or {@code completed}
     * @param from the earliest date, microseconds
     * @param to the date they must come before, microseconds
     */
    public record Search(String text, String status, Long from, Long to) {}

    /** Where a list goes on: behind this event. */
    public record Cursor(long eventDate, UUID id) {

        /** Before all of them. */
        public static final Cursor EARLIEST = new Cursor(Long.MIN_VALUE, new UUID(0, 0));

        public static Cursor after(EventRow row) {
            return new Cursor(row.eventDate(), row.id());
        }
    }

    /** The rows of those ids that are there. */
    public static Map<UUID, EventRow> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        return EVENTS.byIds(connection, ids, EventRow::id);
    }

    /**
     * The event if it was cancelled or completed before a moment and had bookings: such a row never changes again.
     *
     * @param before microseconds
     */
    public static Optional<EventRow> ended(Connection connection, UUID id, long before) throws SQLException {
        return Statements.first(connection, ENDED, EVENTS::read, id, before);
    }

    /**
     * Events in order of date, their descriptions cut to {@value #LISTED} characters.
     *
     * @param search nothing is found if its text has no word to look for
     * @param after null: from the beginning
     * @param limit at most so many rows
     */
    public static List<EventRow> search(Connection connection, Search search, Cursor after, int limit)
            throws SQLException {
        Filters conditions = new Filters();
        if (search.text() != null) {
            SearchQuery query = SearchQuery.of(search.text());
            if (!query.looksForSomething()) {
                return List.of();
            }
            EventSearch.addTo(conditions, query);
        }
        conditions.addUnlessNull("status = ?::event_status", search.status());
        conditions.addUnlessNull("event_date >= timestamp_of_micros(?)", search.from());
        conditions.addUnlessNull("event_date < timestamp_of_micros(?)", search.to());
        if (after != null) {
            conditions.add("(event_date, id) > (timestamp_of_micros(?), ?)", after.eventDate(), after.id());
        }
        return conditions.list(connection, LIST, "order by event_date, id limit " + limit, EVENTS::read);
    }

    /**
     * Events whose date is more than a day ago and that are still active, in order of date.
     *
     * @param now microseconds
     */
    public static List<Cursor> past(Connection connection, long now, Cursor after, int limit) throws SQLException {
        return Statements.list(
                connection,
                PAST,
                row -> new Cursor(row.getLong(2), row.getObject(1, UUID.class)),
                now,
                after.eventDate(),
                after.id(),
                limit);
    }

    /** Writes rows whose fact is newer than the one in the table, and what searches need of them. No id twice. */
    public static void upsert(Connection connection, Collection<EventRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        EVENTS.write(connection, UPSERT, rows);
        EventSearch.write(connection);
    }

    /** Writes no more of rows than seats and revenue, where their fact is newer than the one in the table. No id twice. */
    public static void updateSeats(Connection connection, Collection<EventRow> rows) throws SQLException {
        SEATS.execute(connection, UPDATE_SEATS, rows);
    }

    /** Removes events with everything that hangs on them; refused by the database if one has bookings. */
    public static void delete(Connection connection, Collection<UUID> ids) throws SQLException {
        if (!ids.isEmpty()) {
            ForeignKeys.enforce(connection);
            Statements.update(connection, DELETE, ids);
        }
    }
}
