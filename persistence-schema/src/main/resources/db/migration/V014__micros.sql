-- The journal counts time in microseconds since 1970; the tables hold timestamps. Exact both ways, for any year.
create function timestamp_of_micros(micros bigint) returns timestamptz
    language sql immutable parallel safe
    -- By days and the rest: microseconds alone, as the floating-point factor of an interval, are exact only until 2255.
    return (timestamp 'epoch'
        + (micros / 86400000000)::integer * interval '1 day'
        + (micros % 86400000000) * interval '1 microsecond') at time zone 'UTC';

create function micros_of_timestamp(at timestamptz) returns bigint
    language sql immutable parallel safe
    return (extract(epoch from at) * 1000000)::bigint;
