-- One event that goes wrong stops no other: its records are set aside, and who sleeps leaves a wake-up time outside the projection.

-- Whose records the tables do not take: an event, a user or a claim with a record that cannot be applied. Emptied by a
-- rebuild. At most 100: more at once is no fault of single events, and the tables stop instead.
create table projection_quarantine (
    persistence_id  varchar(255) not null primary key,
    -- The record that could not be applied; those before it are in the tables.
    sequence_number bigint       not null,
    reason          text         not null,
    -- Of a kind that this Evently does not know: tried again whenever another node takes the projection over.
    newer           boolean      not null,
    since           timestamptz  not null,
    -- Later records that were passed over.
    skipped         bigint       not null default 0,
    -- Set by an operator once the fault is mended: the projection makes its rows anew and takes it out of here.
    retry           boolean      not null default false
);

-- When an event that stopped has to be woken: written as it stops, so that no deadline hangs on the projection. Not made
-- from the journal: a rebuild leaves it alone.
create table event_wakes (
    event_id uuid        not null primary key,
    wake_at  timestamptz not null
);
-- Whose time has come: read once a second.
create index idx_event_wakes_due on event_wakes (wake_at, event_id);

-- Events that are over and not completed: the daily sweep.
create index idx_events_past on events (event_date, id) where status = 'active';

-- Deleting an event's bookings, to make its rows anew, must not read all promotions for each.
create index idx_promotions_booking on waitlist_promotions (booking_id) where booking_id is not null;

-- A reference has 60 bits a day, so two bookings of a day may share one (3 in a million days with 2.5 million bookings a
-- database); whoever asks gets their own. A constraint would keep the second one out of the tables.
alter table bookings drop constraint bookings_booking_ref_key;
create index idx_bookings_reference on bookings (booking_ref);

-- Drops the partitions of a table whose range ended by then: at once and without a trace for vacuum, where rows would go
-- one by one. Returns how many.
create function drop_partitions(parent text, ended_by timestamptz) returns integer
    language plpgsql
    set timezone = 'UTC'
as
$$
declare
    child   record;
    dropped integer := 0;
begin
    for child in
        select c.oid::regclass as name,
            (regexp_match(pg_get_expr(c.relpartbound, c.oid), 'TO \(''([^'']+)''\)'))[1]::timestamptz as upper_end
        from pg_inherits i
        join pg_class c on c.oid = i.inhrelid
        where i.inhparent = parent::regclass
    loop
        -- DEFAULT has no end.
        if child.upper_end <= ended_by then
            execute format('drop table %s', child.name);
            dropped := dropped + 1;
        end if;
    end loop;
    return dropped;
end
$$;
