package io.evently.tables.message;

import io.evently.sql.Statements;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * The table {@code webhook_lanes}: what one webhook has to hear of one event. Who writes messages opens their lanes in the
 * same transaction; who sends them leases lanes.
 */
public final class WebhookLanesTable {

    /** In one order, as everywhere: no two wait for each other. */
    private static final String OPEN =
            """
            insert into webhook_lanes as lane (webhook_id, event_id, due_at)
            select webhook_id, event_id, now() from unnest(?, ?) as new (webhook_id, event_id)
            order by webhook_id, event_id
            on conflict (webhook_id, event_id) do update set due_at = least(lane.due_at, excluded.due_at)
            """;

    private static final String LEASE =
            """
            with due as (
                select lane.webhook_id, lane.event_id from unnest(?, ?::int[]) as webhook (id, room)
                cross join lateral (
                    select webhook_id, event_id from webhook_lanes
                    where webhook_id = webhook.id and due_at <= now()
                        and (leased_until is null or leased_until <= now())
                    order by due_at limit webhook.room for update skip locked) lane)
            update webhook_lanes lane set lease = ?, leased_until = now() + ? * interval '1 millisecond'
            from due where lane.webhook_id = due.webhook_id and lane.event_id = due.event_id
            returning lane.webhook_id, lane.event_id
            """;

    /** First, so that the next statement sees all messages of whoever has opened the lane meanwhile. */
    private static final String LOCK =
            """
            select lane.webhook_id, lane.event_id from webhook_lanes lane
            join unnest(?, ?, ?) as mine (webhook_id, event_id, lease) using (webhook_id, event_id, lease)
            order by lane.webhook_id, lane.event_id for update of lane
            """;

    private static final String RELEASE =
            """
            update webhook_lanes lane set lease = null, leased_until = null, due_at = coalesce((
                select due_at from webhook_deliveries message
                where message.webhook_id = lane.webhook_id and message.event_id = lane.event_id and status = 'pending'
                order by due_at limit 1), 'infinity')
            from unnest(?, ?) as mine (webhook_id, event_id)
            where lane.webhook_id = mine.webhook_id and lane.event_id = mine.event_id
            """;

    private static final String CLOSE =
            """
            delete from webhook_lanes lane using unnest(?, ?) as mine (webhook_id, event_id)
            where lane.webhook_id = mine.webhook_id and lane.event_id = mine.event_id and due_at = 'infinity'
            """;

    private static final String LOCK_OF =
            "select event_id from webhook_lanes where webhook_id = ? order by event_id limit ? for update";

    private static final String CLOSE_OF =
            """
            delete from webhook_lanes lane where webhook_id = ? and event_id = any (?) and not exists (
                select from webhook_deliveries message
                where message.webhook_id = lane.webhook_id and message.event_id = lane.event_id and status = 'pending')
            """;

    /** There may be as many lanes as events, so an index jumps from webhook to webhook. */
    private static final String WEBHOOKS =
            """
            with recursive known as (
                (select webhook_id from webhook_lanes order by webhook_id limit 1)
                union all
                select (select webhook_id from webhook_lanes where webhook_id > known.webhook_id
                    order by webhook_id limit 1)
                from known where webhook_id is not null)
            select webhook_id from known where webhook_id is not null
            """;

    /** V040 has made it; where positions were emptied since, nobody is told what is old. */
    private static final String ENSURE =
            """
            insert into projection_positions (projection, tx, ordering, moved_at)
            select 'webhooks', coalesce(max(tx::text), '0')::xid8, coalesce(max(ordering), 0), now()
            from projection_positions where projection = 'tables'
            on conflict (projection) do nothing
            """;

    /** Some that were told may come again: their rows are there. */
    private static final String ADOPT =
            """
            update projection_positions position set tx = '0', moved_at = now(), ordering = coalesce(
                (select min(ordering) - 1 from event_journal journal
                    where (journal.tx, journal.ordering) > (position.tx, position.ordering)),
                (select max(ordering) from event_journal), 0)
            where projection = 'webhooks'
            """;

    private static final String POSITION =
            "select tx::text, ordering from projection_positions where projection = 'webhooks'";

    private static final String MOVE =
            """
            update projection_positions set tx = ?::xid8, ordering = ?, moved_at = now()
            where projection = 'webhooks' and tx = ?::xid8 and ordering = ?
            """;

    private WebhookLanesTable() {}

    /** One webhook, one event. */
    public record Lane(UUID webhookId, UUID eventId) {}

    /** There is something to send: now, or as soon as whoever sends has released the lane. */
    public static void open(Connection connection, Collection<Lane> lanes) throws SQLException {
        if (!lanes.isEmpty()) {
            Statements.update(connection, OPEN, webhookIds(lanes), eventIds(lanes));
        }
    }

    /**
     * Leases lanes whose time has come, the longest due first.
     *
     * @param room how many of each webhook
     * @param lease a new id
     * @param millis after which others may take them
     */
    public static List<Lane> lease(Connection connection, Map<UUID, Integer> room, UUID lease, long millis)
            throws SQLException {
        List<UUID> webhooks = List.copyOf(room.keySet());
        Object[] rooms = webhooks.stream().map(room::get).toArray();
        return Statements.list(
                connection,
                LEASE,
                row -> new Lane(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                webhooks,
                connection.createArrayOf("int4", rooms),
                lease,
                millis);
    }

    /**
     * Gives lanes back, those with nothing left to send for good; lanes that others hold by now are left to them.
     *
     * @param connection in a transaction that has noted what was sent
     * @param leases by which the lanes are held
     */
    public static void release(Connection connection, Map<Lane, UUID> leases) throws SQLException {
        List<Lane> lanes = List.copyOf(leases.keySet());
        if (lanes.isEmpty()) {
            return;
        }
        List<Lane> held = Statements.list(
                connection,
                LOCK,
                row -> new Lane(row.getObject(1, UUID.class), row.getObject(2, UUID.class)),
                webhookIds(lanes),
                eventIds(lanes),
                lanes.stream().map(leases::get).toList());
        Statements.update(connection, RELEASE, webhookIds(held), eventIds(held));
        Statements.update(connection, CLOSE, webhookIds(held), eventIds(held));
    }

    /**
     * Of a webhook that is switched off or gone: lanes in which nothing waits any more.
     *
     * @param connection in a transaction
     * @param limit of lanes that are looked at
     * @return how many were closed
     */
    public static int closeOf(Connection connection, UUID webhookId, int limit) throws SQLException {
        List<UUID> events = Statements.list(connection, LOCK_OF, row -> row.getObject(1, UUID.class), webhookId, limit);
        return Statements.update(connection, CLOSE_OF, webhookId, events);
    }

    /** Those that have lanes. */
    public static List<UUID> webhooks(Connection connection) throws SQLException {
        return Statements.list(connection, WEBHOOKS, row -> row.getObject(1, UUID.class));
    }

    /** Makes the row that is moved, if it is not there. */
    public static void ensurePosition(Connection connection) throws SQLException {
        Statements.update(connection, ENSURE);
    }

    /**
     * Before the journal of another server becomes this one's, in the order of {@code ordering} and as of transaction 0:
     * what was not told is behind the position still.
     */
    public static void adoptJournal(Connection connection) throws SQLException {
        Statements.update(connection, ADOPT);
    }

    /** Up to where the journal is in the deliveries. */
    public static Position position(Connection connection) throws SQLException {
        return Statements.first(connection, POSITION, row -> new Position(row.getString(1), row.getLong(2)))
                .orElse(Position.BEGINNING);
    }

    /**
     * Moves it by compare-and-set, first in the transaction that writes messages. Their commit need not wait for the disk: a
     * crash takes both back, and the journal is read again from there.
     *
     * @return false: another follower was at work
     */
    public static boolean move(Connection connection, Position from, Position to) throws SQLException {
        Statements.update(connection, "set local synchronous_commit = off");
        return Statements.update(connection, MOVE, to.tx(), to.ordering(), from.tx(), from.ordering()) == 1;
    }

    private static List<UUID> webhookIds(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::webhookId).toList();
    }

    private static List<UUID> eventIds(Collection<Lane> lanes) {
        return lanes.stream().map(Lane::eventId).toList();
    }
}
