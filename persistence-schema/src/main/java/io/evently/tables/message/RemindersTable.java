package io.evently.tables.message;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.FlatJson;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code message_reminders}: what people of this database will be told if nothing comes before it. */
public final class RemindersTable {

    private static final Table<Row> REMINDERS = new Table<>(
            "message_reminders",
            Row.class,
            id("id", Row::id),
            id("user_id", Row::userId),
            id("event_id", Row::eventId),
            text("cause", Row::cause),
            micros("due_at", Row::dueAt),
            micros("ends_at", Row::endsAt),
            bool("by_email", Row::byEmail),
            bool("in_app", Row::inApp),
            jsonb("variables", Row::variables));

    private static final String ADD = REMINDERS.insert() + "on conflict (id) do nothing";

    private static final String REMOVE = "delete from message_reminders where id = any (?)";

    private static final String REMOVE_OF_EVENTS = "delete from message_reminders where event_id = any (?)";

    private static final String ANY_DUE =
            "select exists (select from message_reminders where due_at <= timestamp_of_micros(?))";

    private static final String DUE = REMINDERS.select()
            + """
             where due_at <= timestamp_of_micros(?)
            order by due_at, id limit ? for update skip locked
            """;

    private static final String FORGET = "delete from message_reminders where user_id = ?";

    private RemindersTable() {}

    /**
     * One of them.
     *
     * @param id of the message that it becomes
     * @param cause a word of {@code io.evently.message.Cause}
     * @param dueAt microseconds
     * @param endsAt when what it reminds of is over, microseconds
     * @param byEmail whether a mail is allowed, whatever the person prefers
     * @param inApp the same of the inbox
     * @param variables {@link FlatJson}
     */
    public record Row(
            UUID id,
            UUID userId,
            UUID eventId,
            String cause,
            long dueAt,
            long endsAt,
            boolean byEmail,
            boolean inApp,
            String variables) {}

    /** Those that are not there. */
    public static void add(Connection connection, Collection<Row> rows) throws SQLException {
        REMINDERS.write(connection, ADD, rows);
    }

    /** Something came before them. */
    public static void remove(Connection connection, Collection<UUID> ids) throws SQLException {
        if (!ids.isEmpty()) {
            Statements.update(connection, REMOVE, ids);
        }
    }

    /** These events are over. */
    public static void removeOfEvents(Connection connection, Collection<UUID> eventIds) throws SQLException {
        if (!eventIds.isEmpty()) {
            Statements.update(connection, REMOVE_OF_EVENTS, eventIds);
        }
    }

    /** @param now microseconds */
    public static boolean anyDue(Connection connection, long now) throws SQLException {
        return Statements.first(connection, ANY_DUE, row -> row.getBoolean(1), now)
                .orElseThrow();
    }

    /**
     * Those that are due and that nobody else has, locked until the caller's transaction ends.
     *
     * @param now microseconds
     */
    public static List<Row> due(Connection connection, long now, int limit) throws SQLException {
        return Statements.list(connection, DUE, REMINDERS::read, now, limit);
    }

    /**
     * Deletes those of a person who is forgotten.
     *
     * @return how many there were
     */
    public static int forget(Connection connection, UUID userId) throws SQLException {
        return Statements.update(connection, FORGET, userId);
    }
}
