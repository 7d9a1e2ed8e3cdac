package io.evently.tables;

import io.evently.sql.Statements;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.UUID;

/**
 * Events on sale whose queue is not served though it could be: their node was killed between a cancellation and the
 * promotions that follow it, and nobody asks for them.
 */
public final class UnservedQueues {

    /**
     * From one event with a queue to the next along idx_waitlist_live, however long the queues are. The head decides
     * under strict; under first_fit anybody may fit. A head that wants more than it may have has to go.
     */
    private static final String NEXT =
            """
            with recursive queued as (
                (select event_id, 1 as n from waitlist_entries
                where status in ('waiting', 'promoted') and event_id > ? order by event_id limit 1)
                union all
                select (select event_id from waitlist_entries
                        where status in ('waiting', 'promoted') and event_id > q.event_id order by event_id limit 1),
                    n + 1
                from queued q where q.event_id is not null and n < ?
            )
            select q.event_id, e.fact_no,
                e.status = 'active' and e.event_date > now() and head.quantity is not null
                    and (e.available_seats >= case when e.waitlist_policy = 'strict' then head.quantity else 1 end
                        or head.quantity > least(e.max_per_booking, e.total_capacity)) as unserved
            from queued q
            join events e on e.id = q.event_id
            left join lateral (
                select quantity from waitlist_entries w
                where w.event_id = q.event_id and w.status = 'waiting'
                order by priority_score desc, joined_at, join_seq limit 1
            ) head on true
            order by q.event_id
            """;

    private UnservedQueues() {}

    /**
     * An event with a queue.
     *
     * @param factNo the last fact that the tables show
     * @param unserved whether somebody could be promised seats, or has to go
     */
    public record Queue(UUID eventId, long factNo, boolean unserved) {}

    /**
     * Events with a queue, in order of id.
     *
     * @param after behind this one
     * @param limit at most so many: some 20 µs each
     */
    public static List<Queue> next(Connection connection, UUID after, int limit) throws SQLException {
        return Statements.list(
                connection,
                NEXT,
                row -> new Queue(row.getObject(1, UUID.class), row.getLong(2), row.getBoolean(3)),
                after,
                limit);
    }
}
