package io.evently.tables.message;

import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int2;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.text;

import io.evently.sql.Columns;
import io.evently.sql.Filters;
import io.evently.sql.IdOrder;
import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code webhook_deliveries}: what webhooks are told, in the database of the event. */
public final class WebhookDeliveriesTable {

    /** Over the databases, newest first. */
    public static final Comparator<WebhookDeliveryRow> NEWEST_FIRST =
            Comparator.comparing(WebhookDeliveryRow::id, IdOrder.ORDER).reversed();

    private static final Columns<New> NEW = new Columns<>(
            id("webhook_id", New::webhookId),
            id("id", New::id),
            id("event_id", New::eventId),
            int8("fact_no", New::factNo),
            int2("part", New::part),
            text("type", New::type),
            text("body", New::body),
            micros("created_at", New::at));

    /** A clock that runs ahead must not delay them, and later facts are due later. */
    private static final String INSERT =
            """
            insert into webhook_deliveries (webhook_id, id, event_id, fact_no, part, type, body, status, created_at, due_at)
            select webhook_id, id, event_id, fact_no, part, type, body, 'pending', timestamp_of_micros(created_at),
                least(timestamp_of_micros(created_at), now())
            from %s
            on conflict (webhook_id, id) do nothing
            """
                    .formatted(NEW.unnested("new"));

    private static final String SHOWN =
            """
            webhook_id, id, event_id, fact_no, part, type, status, attempts, coalesce(micros_of_timestamp(due_at), 0),
            micros_of_timestamp(created_at), coalesce(micros_of_timestamp(attempted_at), 0), coalesce(http_status, 0), error""";

    private static final String SELECT = "select " + SHOWN + " from webhook_deliveries";

    private static final String DUE =
            """
            select message.* from unnest(?, ?) as lane (webhook_id, event_id)
            cross join lateral (
                select webhook_id, event_id, id, fact_no, part, type, body, attempts, due_at
                from webhook_deliveries
                where webhook_id = lane.webhook_id and event_id = lane.event_id and status = 'pending'
                    and due_at <= now()
                order by due_at, fact_no, part limit ?) message
            order by webhook_id, event_id, due_at, fact_no, part
            """;

    private static final Columns<Attempt> ATTEMPTS = new Columns<>(
            id("webhook_id", Attempt::webhookId),
            id("id", Attempt::id),
            int4("attempts", Attempt::attemptsBefore),
            text("status", Attempt::status),
            int8("wait_millis", Attempt::waitMillis),
            micros("attempted_at", Attempt::at),
            int4("http_status", Attempt::httpStatus),
            text("error", Attempt::error));

    /** One whose lane another sender took meanwhile may have been noted by them. */
    private static final String NOTE =
            """
            update webhook_deliveries done set status = new.status, attempts = new.attempts + 1,
                due_at = case when new.status = 'pending' then now() + new.wait_millis * interval '1 millisecond' end,
                attempted_at = timestamp_of_micros(new.attempted_at), http_status = nullif(new.http_status, 0),
                error = new.error
            from %s
            where done.webhook_id = new.webhook_id and done.id = new.id and done.status = 'pending'
                and done.attempts = new.attempts
            """
                    .formatted(ATTEMPTS.unnested("new"));

    private static final String RETRY =
            """
            update webhook_deliveries set status = 'pending', due_at = now(), attempts = 0
            where webhook_id = ? and id = ?
            returning\s"""
                    + SHOWN;

    /** Each webhook by a jump in the primary key. */
    private static final String WEBHOOKS =
            """
            with recursive known as (
                (select webhook_id from webhook_deliveries order by webhook_id limit 1)
                union all
                select (select webhook_id from webhook_deliveries where webhook_id > known.webhook_id
                    order by webhook_id limit 1)
                from known where webhook_id is not null)
            select webhook_id from known where webhook_id is not null
            """;

    private static final String GIVE_UP =
            """
            update webhook_deliveries set status = 'failed', due_at = null, error = ?
            where webhook_id = ? and id in (
                select id from webhook_deliveries where webhook_id = ? and status = 'pending' limit ?)
            """;

    private static final String DELETE_OF =
            """
            delete from webhook_deliveries where webhook_id = ? and id in (
                select id from webhook_deliveries where webhook_id = ? limit ?)
            """;

    private static final String DELETE_OLD =
            """
            delete from webhook_deliveries where webhook_id = ? and id in (
                select id from webhook_deliveries where webhook_id = ? and id < ? and status <> 'pending'
                order by id limit ?)
            """;

    private static final String WAITING =
            """
            select count(*), coalesce(extract(epoch from now() - min(due_at)), 0) from (
                select due_at from webhook_deliveries where webhook_id = ? and status = 'pending' limit ?) waiting
            """;

    private WebhookDeliveriesTable() {}

    /**
     * A message to be told.
     *
     * @param id follows from the others, and from the time
     * @param at the time of the fact, microseconds
     */
    public record New(
            UUID webhookId, UUID id, UUID eventId, long factNo, int part, String type, String body, long at) {}

    /** A message whose time has come. */
    public record Due(
            UUID webhookId, UUID eventId, UUID id, long factNo, int part, String type, String body, int attempts) {}

    /**
     * What came of an attempt.
     *
     * @param attemptsBefore as it was read
     * @param waitMillis until the next, if there is one
     * @param at microseconds
     * @param httpStatus 0: no answer
     * @param error null: none
     */
    public record Attempt(
            UUID webhookId,
            UUID id,
            int attemptsBefore,
            String status,
            long waitMillis,
            long at,
            int httpStatus,
            String error) {}

    /** @param oldestSeconds how long the first has been due, negative: it is not yet */
    public record Waiting(long messages, double oldestSeconds) {}

    /** Writes messages; those that are there already are left as they are. */
    public static void insert(Connection connection, Collection<New> messages) throws SQLException {
        NEW.execute(connection, INSERT, messages);
    }

    /** The first messages of each of these lanes whose time has come, each lane's in order. */
    public static List<Due> due(Connection connection, List<WebhookLanesTable.Lane> lanes, int each)
            throws SQLException {
        return Statements.list(
                connection,
                DUE,
                row -> new Due(
                        row.getObject(1, UUID.class),
                        row.getObject(2, UUID.class),
                        row.getObject(3, UUID.class),
                        row.getLong(4),
                        row.getInt(5),
                        row.getString(6),
                        row.getString(7),
                        row.getInt(8)),
                lanes.stream().map(WebhookLanesTable.Lane::webhookId).toList(),
                lanes.stream().map(WebhookLanesTable.Lane::eventId).toList(),
                each);
    }

    public static void note(Connection connection, Collection<Attempt> attempts) throws SQLException {
        ATTEMPTS.execute(connection, NOTE, attempts);
    }

    /**
     * A page of a webhook's messages, newest first.
     *
     * @param status null: any
     * @param before behind this one; null: from the newest
     */
    public static List<WebhookDeliveryRow> search(
            Connection connection, UUID webhookId, String status, UUID before, int limit) throws SQLException {
        return new Filters()
                .add("webhook_id = ?", webhookId)
                .addUnlessNull("status = ?", status)
                .addUnlessNull("id < ?", before)
                .list(connection, SELECT, "order by id desc limit " + limit, WebhookDeliveriesTable::read);
    }

    /** Sends one again, whatever came of it, and counts its attempts anew. Its lane must be told. */
    public static Optional<WebhookDeliveryRow> retry(Connection connection, UUID webhookId, UUID id)
            throws SQLException {
        return Statements.first(connection, RETRY, WebhookDeliveriesTable::read, webhookId, id);
    }

    /** Those that have rows here, deleted ones included. */
    public static List<UUID> webhooks(Connection connection) throws SQLException {
        return Statements.list(connection, WEBHOOKS, row -> row.getObject(1, UUID.class));
    }

    /** @return how many were given up, at most {@code limit} */
    public static int giveUp(Connection connection, UUID webhookId, String error, int limit) throws SQLException {
        return Statements.update(connection, GIVE_UP, error, webhookId, webhookId, limit);
    }

    /** @return how many rows of a webhook that is gone went, at most {@code limit} */
    public static int deleteOf(Connection connection, UUID webhookId, int limit) throws SQLException {
        return Statements.update(connection, DELETE_OF, webhookId, webhookId, limit);
    }

    /**
     * Deletes what is done with, the oldest first.
     *
     * @param before ids below this one
     * @return how many, at most {@code limit}
     */
    public static int deleteOld(Connection connection, UUID webhookId, UUID before, int limit) throws SQLException {
        return Statements.update(connection, DELETE_OLD, webhookId, webhookId, before, limit);
    }

    /** How much waits for a webhook, counted up to {@code most}. */
    public static Waiting waiting(Connection connection, UUID webhookId, int most) throws SQLException {
        return Statements.first(
                        connection, WAITING, row -> new Waiting(row.getLong(1), row.getDouble(2)), webhookId, most)
                .orElseThrow();
    }

    private static WebhookDeliveryRow read(ResultSet row) throws SQLException {
        return new WebhookDeliveryRow(
                row.getObject(1, UUID.class),
                row.getObject(2, UUID.class),
                row.getObject(3, UUID.class),
                row.getLong(4),
                row.getInt(5),
                row.getString(6),
                row.getString(7),
                row.getInt(8),
                row.getLong(9),
                row.getLong(10),
                row.getLong(11),
                row.getInt(12),
                row.getString(13));
    }
}
