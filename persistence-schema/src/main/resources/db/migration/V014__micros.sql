-- The journal counts time in microseconds since 1970; the tables hold timestamps. Exact both ways, for any year.
create function timestamp_of_micros(micros bigint) returns timestamptz
    language sql immutable strict parallel safe
    -- By days and the rest: microseconds alone, as the floating-point factor of an interval, are exact only until 2255.
    -- Not before 4714 BC, the oldest timestamp there is: a cursor that a client made up must not be an error.
    return (timestamp 'epoch'
        + (greatest(micros, -210866803200000000) / 86400000000)::integer * interval '1 day'
        + (greatest(micros, -210866803200000000) % 86400000000) * interval '1 microsecond') at time zone 'UTC';

create function micros_of_timestamp(at timestamptz) returns bigint
    language sql immutable parallel safe
    return (extract(epoch from at) * 1000000)::bigint;
