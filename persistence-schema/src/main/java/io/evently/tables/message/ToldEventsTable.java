package io.evently.tables.message;

import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** The table {@code told_events}: what people were told of an event last. */
public final class ToldEventsTable {

    private static final Table<Row> TOLD = new Table<>(
            "told_events",
            Row.class,
            id("event_id", Row::eventId),
            text("name", Row::name),
            text("venue", Row::venue),
            micros("event_date", Row::eventDate),
            text("time_zone", Row::timeZone),
            int8("fact_no", Row::factNo));

    private static final String UPSERT =
            TOLD.insert() + TOLD.onConflictUpdate("event_id") + "where told_events.fact_no < excluded.fact_no";

    /** An event of before this table, or whose first fact was not read: as the tables have it. */
    private static final String OF_TABLES =
            """
            select id, name, venue, micros_of_timestamp(event_date), time_zone, fact_no from events where id = any (?)
            """;

    private static final String DELETE = "delete from told_events where event_id = any (?)";

    private ToldEventsTable() {}

    /**
     * An event as it was told.
     *
     * @param eventDate microseconds
     * @param timeZone IANA
     * @param factNo the fact that said so, or one behind it
     */
    public record Row(UUID eventId, String name, String venue, long eventDate, String timeZone, long factNo) {}

    /** Those of these events that were told. */
    public static Map<UUID, Row> byIds(Connection connection, Collection<UUID> ids) throws SQLException {
        return byIds(connection, TOLD.select() + " where event_id = any (?)", ids);
    }

    /** The others, as the tables have them, which may be ahead. */
    public static Map<UUID, Row> ofTables(Connection connection, Collection<UUID> ids) throws SQLException {
        return byIds(connection, OF_TABLES, ids);
    }

    private static Map<UUID, Row> byIds(Connection connection, String sql, Collection<UUID> ids) throws SQLException {
        Map<UUID, Row> rows = new HashMap<>();
        if (!ids.isEmpty()) {
            Statements.list(connection, sql, TOLD::read, ids).forEach(row -> rows.put(row.eventId(), row));
        }
        return rows;
    }

    /** Writes rows whose fact is newer. No event twice. */
    public static void upsert(Connection connection, Collection<Row> rows) throws SQLException {
        TOLD.write(connection, UPSERT, rows);
    }

    public static void delete(Connection connection, Collection<UUID> ids) throws SQLException {
        if (!ids.isEmpty()) {
            Statements.update(connection, DELETE, ids);
        }
    }
}
