-- Rows that change all the time change in place: an index on a column that moves costs an entry in every index of the table.

-- Of realtime rows recorded_at moves with each fact; the hour of a row never does.
alter table event_analytics
    add column hour timestamptz generated always as (case when not is_realtime then recorded_at end) stored;
drop index idx_event_analytics_series;
-- GET /v1/events/{id}/analytics?metric=&from=&to=; a realtime row has no hour.
create index idx_event_analytics_hours on event_analytics (event_id, hour, metric_type);

-- An attempt that is counted between two shows leaves `due` as it is, so the row changes in place.
alter table attempt_counts add column due boolean generated always as (attempts <> shown) stored;
alter table attempt_counts set (fillfactor = 70);
drop index idx_attempt_counts_due;
-- What event_analytics does not show yet.
create index idx_attempt_counts_due on attempt_counts (event_id) where due;
