-- The ERD's own way to book, in its best shape: one function, one round trip, a row lock on the event.
-- Columns, constraints and indexes are the ERD's, as erd/findings.md makes them run.
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
) with (fillfactor = 20); -- Room for the new versions of the one hot row, so that no update touches an index.
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

create function book(p_booking uuid, p_event uuid, p_user uuid, p_quantity integer) returns text
    language plpgsql as
$$
declare
    v_available integer;
    v_price     numeric(10, 2);
    v_status    event_status;
    v_reference text;
begin
    select available_seats, current_price, status
      into v_available, v_price, v_status
      from events
     where id = p_event
       for update;
    if not found then
        return 'NOT_FOUND';
    elsif v_status <> 'active' then
        return 'EVENT_NOT_ON_SALE';
    elsif v_available = 0 then
        return 'SOLD_OUT';
    elsif v_available < p_quantity then
        return 'NOT_ENOUGH_SEATS';
    end if;
    v_reference := 'EVT' || to_char(now() at time zone 'utc', 'YYYYMMDD')
        || upper(left(replace(p_booking::text, '-', ''), 12));
    insert into bookings (id, user_id, event_id, quantity, total_amount, status, booking_ref)
    values (p_booking, p_user, p_event, p_quantity, v_price * p_quantity, 'confirmed', v_reference);
    update events
       set available_seats = v_available - p_quantity, version = version + 1, updated_at = now()
     where id = p_event;
    return v_reference;
end
$$;
