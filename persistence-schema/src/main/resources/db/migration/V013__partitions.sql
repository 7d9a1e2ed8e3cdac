-- Partitions ahead of time, so that rows of today never gather in DEFAULT, from where they cannot be dropped at once.

-- Makes the partition of [lower, upper) and moves into it what DEFAULT holds of that range: attaching it would fail
-- otherwise. Tells whether it was missing.
create function ensure_partition(parent text, key text, suffix text, lower_end timestamptz, upper_end timestamptz)
    returns boolean
    language plpgsql
as
$$
declare
    child text := parent || '_' || suffix;
begin
    if to_regclass(quote_ident(child)) is not null then
        return false;
    end if;
    execute format('create table %I (like %I including all)', child, parent);
    execute format(
        'with moved as (delete from %I where %I >= $1 and %I < $2 returning *) insert into %I select * from moved',
        parent || '_default', key, key, child)
        using lower_end, upper_end;
    execute format(
        'alter table %I attach partition %I for values from (%L) to (%L)', parent, child, lower_end, upper_end);
    return true;
end
$$;

-- Months of notifications and weeks (from Monday) of booking attempts, all in UTC, from the current ones on. Returns
-- how many were missing. Several nodes may call it at once.
create function ensure_partitions(as_of timestamptz, months_ahead integer, weeks_ahead integer)
    returns integer
    language plpgsql
    set timezone = 'UTC'
as
$$
declare
    month_start timestamptz := date_trunc('month', as_of);
    week_start  timestamptz := date_trunc('week', as_of);
    made        integer     := 0;
begin
    perform pg_advisory_xact_lock(hashtextextended('ensure_partitions', 0));
    for n in 0..months_ahead loop
        made := made + ensure_partition(
            'notifications', 'created_at',
            to_char(month_start + make_interval(months => n), 'YYYY_MM'),
            month_start + make_interval(months => n),
            month_start + make_interval(months => n + 1))::integer;
    end loop;
    for n in 0..weeks_ahead loop
        made := made + ensure_partition(
            'booking_attempts', 'attempted_at',
            to_char(week_start + make_interval(weeks => n), 'IYYY_"w"IW'),
            week_start + make_interval(weeks => n),
            week_start + make_interval(weeks => n + 1))::integer;
    end loop;
    return made;
end
$$;
