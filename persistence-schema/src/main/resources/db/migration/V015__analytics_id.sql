-- The id of a row of event_analytics: the same for the same event, metric and hour, whoever writes it and however often.
create function analytics_id(event_id uuid, metric analytics_metric, hour timestamptz) returns uuid
    language sql stable parallel safe
    -- A null hour: the row as of now.
    return md5(event_id::text || '/' || metric::text || '/'
        || coalesce(extract(epoch from hour)::bigint::text, 'now'))::uuid;
