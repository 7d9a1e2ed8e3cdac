package io.evently.tables.message;

import io.evently.sql.Statements;
import java.sql.Array;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code webhooks} of database 0. Secrets are sealed by whoever writes them. */
public final class WebhooksTable {

    /** More than any integrator needs, and few enough to be read whole. */
    public static final int MOST = 100;

    private static final String SHOWN =
            """
            id, url, types, event_ids, active, off_reason, coalesce(micros_of_timestamp(previous_until), 0),
            micros_of_timestamp(created_at), created_by""";

    private static final String LIST = "select " + SHOWN + " from webhooks order by id desc";

    private static final String FIND = "select " + SHOWN + " from webhooks where id = ?";

    /** A node whose clock lags writes facts a little too early: it is told of them rather than not. */
    private static final String SUBSCRIPTIONS = "select " + SHOWN
            + """
            , micros_of_timestamp(active_since - interval '1 second'), secret,
                case when previous_until > now() then previous_secret end
            from webhooks
            """;

    /** Whoever makes the hundredth waits for whoever makes the ninety-ninth. */
    private static final String LOCK = "lock table webhooks in share row exclusive mode";

    private static final String INSERT =
            """
            insert into webhooks (
                id, url, types, event_ids, secret, secret_id, active, active_since, created_at, created_by)
            select ?, ?, ?::text[], ?::uuid[], ?, ?, true, timestamp_of_micros(?), timestamp_of_micros(?), ?
            where (select count(*) from webhooks) < ?
            on conflict (id) do nothing
            """;

    /** Whoever switches one on again hears of what happens from then on. */
    private static final String CHANGE =
            """
            update webhooks set
                url = coalesce(?, url),
                types = coalesce(?::text[], types),
                event_ids = case when ? then null else coalesce(?::uuid[], event_ids) end,
                active_since = case when coalesce(?, active) and not active then timestamp_of_micros(?)
                    else active_since end,
                off_reason = case when coalesce(?, active) then null else off_reason end,
                active = coalesce(?, active)
            where id = ?
            returning\s"""
                    + SHOWN;

    private static final String ROTATE =
            """
            update webhooks set previous_secret = secret, previous_until = now() + interval '24 hours', secret = ?,
                secret_id = ?
            where id = ? and secret_id <> ?
            """;

    private static final String SWITCH_OFF =
            "update webhooks set active = false, off_reason = ? where id = ? and active returning true";

    private static final String DELETE = "delete from webhooks where id = ?";

    private WebhooksTable() {}

    /**
     * A new one.
     *
     * @param eventIds null: all
     */
    @SuppressWarnings("ArrayRecordComponent") // on its way, never compared
    public record New(
            UUID id,
            String url,
            List<String> types,
            List<UUID> eventIds,
            byte[] secret,
            UUID secretId,
            long createdAt,
            UUID createdBy) {}

    /**
     * What is changed; null: it stays.
     *
     * @param allEvents whether it hears of all events from now on
     * @param at microseconds; who is switched on hears of what is later
     */
    public record Change(
            String url, List<String> types, boolean allEvents, List<UUID> eventIds, Boolean active, long at) {}

    /**
     * What is needed to tell it.
     *
     * @param since facts of this time and later, microseconds
     * @param secret sealed
     * @param previousSecret sealed; null: it does not sign any more
     */
    @SuppressWarnings("ArrayRecordComponent") // read once, never compared
    public record Subscription(WebhookRow row, long since, byte[] secret, byte[] previousSecret) {}

    /** All there are, newest first. */
    public static List<WebhookRow> list(Connection connection) throws SQLException {
        return Statements.list(connection, LIST, WebhooksTable::read);
    }

    public static Optional<WebhookRow> find(Connection connection, UUID id) throws SQLException {
        return Statements.first(connection, FIND, WebhooksTable::read, id);
    }

    /** All there are, those that are switched off included. */
    public static List<Subscription> subscriptions(Connection connection) throws SQLException {
        return Statements.list(
                connection,
                SUBSCRIPTIONS,
                row -> new Subscription(read(row), row.getLong(10), row.getBytes(11), row.getBytes(12)));
    }

    /**
     * Makes one; made again it is there already.
     *
     * @param connection in a transaction
     * @return the row; empty: there are too many
     */
    public static Optional<WebhookRow> insert(Connection connection, New made) throws SQLException {
        Statements.update(connection, LOCK);
        Statements.update(
                connection,
                INSERT,
                made.id(),
                made.url(),
                texts(connection, made.types()),
                ids(connection, made.eventIds()),
                made.secret(),
                made.secretId(),
                made.createdAt(),
                made.createdAt(),
                made.createdBy(),
                MOST);
        return find(connection, made.id());
    }

    /** The row as it is then; empty: there is none. */
    public static Optional<WebhookRow> change(Connection connection, UUID id, Change change) throws SQLException {
        return Statements.first(
                connection,
                CHANGE,
                WebhooksTable::read,
                change.url(),
                texts(connection, change.types()),
                change.allEvents(),
                ids(connection, change.eventIds()),
                change.active(),
                change.at(),
                change.active(),
                change.active(),
                id);
    }

    /** A new secret, beside which the one of now signs for 24 hours; nothing, if it is the one of now. */
    public static boolean rotate(Connection connection, UUID id, byte[] secret, UUID secretId) throws SQLException {
        return Statements.update(connection, ROTATE, secret, secretId, id, secretId) == 1;
    }

    /** @return whether it was active until now */
    public static boolean switchOff(Connection connection, UUID id, String reason) throws SQLException {
        return Statements.first(connection, SWITCH_OFF, row -> true, reason, id).isPresent();
    }

    public static boolean delete(Connection connection, UUID id) throws SQLException {
        return Statements.update(connection, DELETE, id) == 1;
    }

    private static Array texts(Connection connection, List<String> texts) throws SQLException {
        return texts == null ? null : connection.createArrayOf("text", texts.toArray());
    }

    private static Array ids(Connection connection, List<UUID> ids) throws SQLException {
        return ids == null ? null : connection.createArrayOf("uuid", ids.toArray());
    }

    private static WebhookRow read(ResultSet row) throws SQLException {
        Array eventIds = row.getArray(4);
        return new WebhookRow(
                row.getObject(1, UUID.class),
                row.getString(2),
                List.of((String[]) row.getArray(3).getArray()),
                eventIds == null ? null : List.of((UUID[]) eventIds.getArray()),
                row.getBoolean(5),
                row.getString(6),
                row.getLong(7),
                row.getLong(8),
                row.getObject(9, UUID.class));
    }
}
