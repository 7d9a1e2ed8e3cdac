-- What people buy seats for, as lists and searches show it; the actor decides from its own state, never from here.
create type event_status as enum ('active', 'cancelled', 'completed');
create type waitlist_policy as enum ('strict', 'first_fit');

create table events (
    id                      uuid           not null primary key,
    name                    varchar(255)   not null,
    description             text,
    venue                   varchar(255)   not null,
    event_date              timestamptz    not null,
    total_capacity          integer        not null,
    available_seats         integer        not null,
    confirmed_seats         integer        not null,
    held_seats              integer        not null,
    promised_seats          integer        not null,
    base_price              numeric(10, 2) not null,
    current_price           numeric(10, 2) not null,
    -- Of all confirmed bookings. 2^31 seats at the highest price are 19 digits before the point.
    revenue                 numeric(22, 2) not null,
    status                  event_status   not null,
    -- The version clients see: changes of details, price, capacity and status. Bookings never move it.
    version                 integer        not null,
    max_per_booking         smallint       not null,
    -- Null: no limit.
    max_per_user            integer,
    hold_minutes            smallint       not null,
    waitlist_policy         waitlist_policy not null,
    waitlist_window_minutes integer        not null,
    pricing_rule            jsonb,
    -- When it was cancelled or completed.
    ended_at                timestamptz,
    cancel_reason           text,
    created_by              uuid           references users (id) on delete restrict,
    -- The number of the last fact that is in this row: an older one never overwrites it.
    fact_no                 bigint         not null,
    created_at              timestamptz    not null,
    updated_at              timestamptz    not null,
    constraint chk_event_total check (total_capacity > 0),
    constraint chk_event_capacity check (available_seats <= total_capacity and available_seats >= 0),
    constraint chk_event_seats_conserved
        check (available_seats + confirmed_seats + held_seats + promised_seats = total_capacity),
    constraint chk_pricing check (current_price >= 0 and base_price >= 0)
    -- No check that event_date > created_at: it was in the future when it was asked for, by the clock of another
    -- node, and a refusal here would stop every event of this database.
) with (fillfactor = 80); -- Room for seats to change in place: 1 row in 5, many times a second during a sale.

-- GET /v1/events, in order of date with a cursor.
create index idx_events_date on events (event_date, id);
-- GET /v1/events?q=; a query must use this very expression.
create index idx_events_search on events
    using gin (to_tsvector('english', name || ' ' || coalesce(description, '') || ' ' || venue));

-- Work the projection still owes: an event ends with one fact, its bookings follow in chunks.
create table event_endings (
    event_id         uuid         not null primary key references events (id) on delete cascade,
    fact_no          bigint       not null,
    status           event_status not null,
    at               timestamptz  not null,
    -- The last booking that followed, in order of (created_at, id).
    after_created_at timestamptz  not null,
    after_id         uuid         not null
);
