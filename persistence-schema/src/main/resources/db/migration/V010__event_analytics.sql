-- What an organizer looks at: seats sold, revenue, utilisation, attempts and refusals, as they stand and hour by hour.
create type analytics_metric as enum ('seats_sold', 'seats_held', 'revenue', 'utilization', 'attempts', 'refusals');

-- Per event and metric one row as of now (is_realtime; recorded_at is its last change) and one for each hour in which
-- it changed (recorded_at is the beginning of the hour): seats, revenue and utilisation as they stood at the hour's
-- end, attempts and refusals as many as the hour saw.
create table event_analytics (
    -- Made from event, metric and hour, so that a rebuild gives the same.
    id           uuid             not null primary key,
    event_id     uuid             not null references events (id) on delete cascade,
    metric_type  analytics_metric not null,
    -- Seats, amounts of money, attempts; a share of 1 for utilisation.
    metric_value numeric(24, 4)   not null,
    recorded_at  timestamptz      not null,
    is_realtime  boolean          not null,
    -- The last fact that is in the row; for attempts and refusals, which are no facts, how many are.
    fact_no      bigint           not null
) with (fillfactor = 70); -- The rows of the current hour change all the time.

-- GET /v1/events/{id}/analytics?metric=&from=&to=
create index idx_event_analytics_series on event_analytics (event_id, metric_type, is_realtime, recorded_at);
