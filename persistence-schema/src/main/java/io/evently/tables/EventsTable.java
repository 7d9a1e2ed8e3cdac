package io.evently.tables;

import io.evently.search.SearchQuery;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** The table {@code events}. */
public final class EventsTable {

    /** The order of lists: by date, then by id as PostgreSQL orders them. */
    public static final Comparator<EventRow> BY_DATE =
            Comparator.comparingLong(EventRow::eventDate).thenComparing(EventRow::id, Ids.ORDER);

    private static final String COLUMNS = columns("description");

    /** Characters of a description that a list shows: 200 of them whole are 4 MB. */
    private static final int LISTED = 300;

    private static final String LISTED_COLUMNS = columns("left(description, %d) as description".formatted(LISTED));

    private static String columns(String description) {
        return """
            id, name, %s, venue, micros_of_timestamp(event_date) as event_date, total_capacity,
            confirmed_seats, held_seats, promised_seats, (base_price * 100)::bigint as base_price,
            (current_price * 100)::bigint as current_price, (revenue * 100)::bigint as revenue, status, version,
            max_per_booking, coalesce(max_per_user, 0) as max_per_user, hold_minutes, waitlist_policy,
            waitlist_window_minutes, pricing_rule, coalesce(micros_of_timestamp(ended_at), 0) as ended_at,
            cancel_reason, created_by, fact_no, micros_of_timestamp(created_at) as created_at,
            micros_of_timestamp(updated_at) as updated_at
            """
                .formatted(description);
    }

    private static final String BY_IDS = "select " + COLUMNS + " from events where id = any (?)";

    /** Rows of bookings are what forbids deleting an event. */
    private static final String ENDED = "select " + COLUMNS
            + """
                     from events where id = ? and ended_at < timestamp_of_micros(?)
                        and exists (select from bookings where event_id = events.id)
                    """;

    private static final String UPSERT =
            """
            insert into events (id, name, description, venue, event_date, total_capacity, available_seats,
                confirmed_seats, held_seats, promised_seats, base_price, current_price, revenue, status, version,
                max_per_booking, max_per_user, hold_minutes, waitlist_policy, waitlist_window_minutes, pricing_rule,
                ended_at, cancel_reason, created_by, fact_no, created_at, updated_at)
            select id, name, description, venue, timestamp_of_micros(event_date), capacity,
                capacity - confirmed - held - promised, confirmed, held, promised, base_price * 0.01,
                current_price * 0.01, revenue * 0.01, status::event_status, version, max_per_booking,
                nullif(max_per_user, 0), hold_minutes, waitlist_policy::waitlist_policy, window_minutes,
                pricing_rule::jsonb, timestamp_of_micros(nullif(ended_at, 0)), cancel_reason, created_by, fact_no,
                timestamp_of_micros(created_at), timestamp_of_micros(updated_at)
            from unnest(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                as new (id, name, description, venue, event_date, capacity, confirmed, held, promised, base_price,
                    current_price, revenue, status, version, max_per_booking, max_per_user, hold_minutes,
                    waitlist_policy, window_minutes, pricing_rule, ended_at, cancel_reason, created_by, fact_no,
                    created_at, updated_at)
            on conflict (id) do update set name = excluded.name, description = excluded.description,
                venue = excluded.venue, event_date = excluded.event_date, total_capacity = excluded.total_capacity,
                available_seats = excluded.available_seats, confirmed_seats = excluded.confirmed_seats,
                held_seats = excluded.held_seats, promised_seats = excluded.promised_seats,
                current_price = excluded.current_price, revenue = excluded.revenue, status = excluded.status,
                version = excluded.version, max_per_booking = excluded.max_per_booking,
                max_per_user = excluded.max_per_user, hold_minutes = excluded.hold_minutes,
                waitlist_policy = excluded.waitlist_policy,
                waitlist_window_minutes = excluded.waitlist_window_minutes, pricing_rule = excluded.pricing_rule,
                ended_at = excluded.ended_at, cancel_reason = excluded.cancel_reason, fact_no = excluded.fact_no,
                updated_at = excluded.updated_at
            where events.fact_no < excluded.fact_no
            """;

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
        Map<UUID, EventRow> rows = new HashMap<>();
        try (PreparedStatement select = connection.prepareStatement(BY_IDS)) {
            new Columns<>(select, ids).ids(id -> id);
            try (ResultSet result = select.executeQuery()) {
                while (result.next()) {
                    EventRow row = row(result);
                    rows.put(row.id(), row);
                }
            }
        }
        return rows;
    }

    /**
     * The event if it was cancelled or completed before a moment and had bookings: such a row never changes again.
     *
     * @param before microseconds
     */
    public static Optional<EventRow> ended(Connection connection, UUID id, long before) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(ENDED)) {
            select.setObject(1, id);
            select.setLong(2, before);
            try (ResultSet result = select.executeQuery()) {
                return result.next() ? Optional.of(row(result)) : Optional.empty();
            }
        }
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
        Conditions conditions = new Conditions();
        if (search.text() != null) {
            SearchQuery query = SearchQuery.of(search.text());
            if (!query.looksForSomething()) {
                return List.of();
            }
            EventSearch.addTo(conditions, query);
        }
        if (search.status() != null) {
            conditions.add("status = ?::event_status", search.status());
        }
        if (search.from() != null) {
            conditions.add("event_date >= timestamp_of_micros(?)", search.from());
        }
        if (search.to() != null) {
            conditions.add("event_date < timestamp_of_micros(?)", search.to());
        }
        if (after != null) {
            conditions.add("(event_date, id) > (timestamp_of_micros(?), ?)", after.eventDate(), after.id());
        }
        return conditions.list(
                connection,
                "select " + LISTED_COLUMNS + " from events",
                "order by events.event_date, id limit " + limit,
                EventsTable::row);
    }

    /**
     * Events whose date is more than a day ago and that are still active, in order of date.
     *
     * @param now microseconds
     */
    public static List<Cursor> past(Connection connection, long now, Cursor after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(PAST)) {
            select.setLong(1, now);
            select.setLong(2, after.eventDate());
            select.setObject(3, after.id());
            select.setInt(4, limit);
            try (ResultSet rows = select.executeQuery()) {
                List<Cursor> past = new ArrayList<>();
                while (rows.next()) {
                    past.add(new Cursor(rows.getLong(2), rows.getObject(1, UUID.class)));
                }
                return past;
            }
        }
    }

    /** Writes rows whose fact is newer than the one in the table, and what searches need of them. No id twice. */
    public static void upsert(Connection connection, Collection<EventRow> rows) throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, rows)
                    .ids(EventRow::id)
                    .texts(EventRow::name)
                    .texts(EventRow::description)
                    .texts(EventRow::venue)
                    .longs(EventRow::eventDate)
                    .ints(EventRow::capacity)
                    .ints(EventRow::confirmed)
                    .ints(EventRow::held)
                    .ints(EventRow::promised)
                    .longs(EventRow::basePrice)
                    .longs(EventRow::currentPrice)
                    .longs(EventRow::revenue)
                    .texts(EventRow::status)
                    .ints(EventRow::version)
                    .ints(EventRow::maxPerBooking)
                    .ints(EventRow::maxPerUser)
                    .ints(EventRow::holdMinutes)
                    .texts(EventRow::waitlistPolicy)
                    .ints(EventRow::windowMinutes)
                    .texts(EventRow::pricingRule)
                    .longs(EventRow::endedAt)
                    .texts(EventRow::cancelReason)
                    .ids(EventRow::createdBy)
                    .longs(EventRow::factNo)
                    .longs(EventRow::createdAt)
                    .longs(EventRow::updatedAt);
            upsert.executeUpdate();
        }
        EventSearch.write(connection);
    }

    /** Removes events with everything that hangs on them; refused by the database if one has bookings. */
    public static void delete(Connection connection, Collection<UUID> ids) throws SQLException {
        if (ids.isEmpty()) {
            return;
        }
        try (PreparedStatement delete = connection.prepareStatement(DELETE)) {
            new Columns<>(delete, ids).ids(id -> id);
            delete.executeUpdate();
        }
    }

    private static EventRow row(ResultSet result) throws SQLException {
        return new EventRow(
                result.getObject("id", UUID.class),
                result.getString("name"),
                result.getString("description"),
                result.getString("venue"),
                result.getLong("event_date"),
                result.getInt("total_capacity"),
                result.getInt("confirmed_seats"),
                result.getInt("held_seats"),
                result.getInt("promised_seats"),
                result.getLong("base_price"),
                result.getLong("current_price"),
                result.getLong("revenue"),
                result.getString("status"),
                result.getInt("version"),
                result.getInt("max_per_booking"),
                result.getInt("max_per_user"),
                result.getInt("hold_minutes"),
                result.getString("waitlist_policy"),
                result.getInt("waitlist_window_minutes"),
                result.getString("pricing_rule"),
                result.getLong("ended_at"),
                result.getString("cancel_reason"),
                result.getObject("created_by", UUID.class),
                result.getLong("fact_no"),
                result.getLong("created_at"),
                result.getLong("updated_at"));
    }
}
