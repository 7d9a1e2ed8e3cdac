-- What all SQL rivals book on: the ERD's columns, constraints and indexes, as erd/findings.md makes them run.
create type event_status as enum ('active', 'cancelled', 'completed');
create type booking_status as enum ('pending', 'confirmed', 'cancelled', 'expired');

create table users (
    id         uuid        not null primary key,
    created_at timestamptz not null default now()
);

create table events (
    id              uuid           not null primary key,
    name            varchar(255)   not null,
    venue           varchar(255)   not null,
    event_date      timestamptz    not null,
    total_capacity  integer        not null check (total_capacity > 0),
    available_seats integer        not null,
    base_price      numeric(10, 2) not null,
    current_price   numeric(10, 2) not null,
    status          event_status   not null default 'active',
    version         integer        not null default 1,
    created_at      timestamptz    not null default now(),
    updated_at      timestamptz    not null default now(),
    constraint chk_event_capacity check (available_seats <= total_capacity and available_seats >= 0)
) with (fillfactor = 20); -- Room for the new versions of a hot row, so that no update touches an index.
create index idx_events_date_status on events (event_date, status) where status = 'active';

create table bookings (
    id           uuid           not null primary key,
    user_id      uuid           not null references users (id) on delete restrict,
    event_id     uuid           not null references events (id) on delete restrict,
    quantity     integer        not null check (quantity > 0 and quantity <= 10),
    total_amount numeric(12, 2) not null check (total_amount >= 0),
    status       booking_status not null,
    booking_ref  varchar(23)    not null unique,
    version      integer        not null default 1,
    created_at   timestamptz    not null default now(),
    updated_at   timestamptz    not null default now()
);
create index idx_bookings_user_event on bookings (user_id, event_id) include (quantity, total_amount);
create index idx_bookings_status_created on bookings (status, created_at)
    where status in ('confirmed', 'cancelled');
