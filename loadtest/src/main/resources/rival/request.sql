-- The row lock as a service runs it: all that a request costs its database, in one round trip and one commit.
create type attempt_result as enum ('success', 'failed');

-- Which booking a key made. That row is the answer, too: what a 201 says of a booking never changes.
create table idempotency_keys (
    event_id   uuid         not null,
    user_id    uuid         not null,
    key        varchar(255) not null,
    -- A repeat must ask for as many.
    quantity   integer      not null,
    booking_id uuid         not null,
    created_at timestamptz  not null default now(),
    primary key (event_id, user_id, key)
);

-- The ERD's columns and index. No foreign keys: it is a log, and Evently's has none.
create table booking_attempts (
    id             uuid           not null primary key default uuidv7(),
    event_id       uuid           not null,
    user_id        uuid           not null,
    quantity       integer        not null,
    result         attempt_result not null,
    failure_reason text,
    booking_id     uuid,
    attempted_at   timestamptz    not null default now(),
    ip_address     inet,
    user_agent     text
);
create index idx_booking_attempts_result_time on booking_attempts (result, attempted_at) where result = 'failed';

-- Books, or gives the first answer again, or refuses; each leaves an attempt.
create function request_booking(
    p_booking uuid, p_event uuid, p_user uuid, p_key text, p_quantity integer, p_address text, p_agent text,
    -- BOOKED, REPLAYED, or the code of a refusal, with which the others mean nothing.
    out answer text, out made_id uuid, out made_price numeric, out made_at timestamptz)
    language plpgsql as
$$
declare
    v_available integer;
    v_status    event_status;
    v_asked     integer;
    v_refused   boolean;
begin
    -- Before the event is locked: a repeat does not wait for it, and the lock is held for less.
    insert into idempotency_keys (event_id, user_id, key, quantity, booking_id)
    values (p_event, p_user, p_key, p_quantity, p_booking)
    on conflict do nothing;
    if found then
        select available_seats, current_price, status
          into v_available, made_price, v_status
          from events
         where id = p_event
           for update;
        answer := case
            when not found then 'NOT_FOUND'
            when v_status <> 'active' then 'EVENT_NOT_ON_SALE'
            when v_available = 0 then 'SOLD_OUT'
            when v_available < p_quantity then 'NOT_ENOUGH_SEATS'
            else 'BOOKED'
        end;
        v_refused := answer <> 'BOOKED';
        if v_refused then
            -- After a refusal a key tries anew.
            delete from idempotency_keys where event_id = p_event and user_id = p_user and key = p_key;
        else
            made_id := p_booking;
            made_at := now();
            insert into bookings (id, user_id, event_id, quantity, total_amount, status, booking_ref)
            values (p_booking, p_user, p_event, p_quantity, made_price * p_quantity, 'confirmed',
                'EVT' || to_char(now() at time zone 'utc', 'YYYYMMDD') || upper(right(p_booking::text, 12)));
            update events
               set available_seats = v_available - p_quantity, version = version + 1, updated_at = now()
             where id = p_event;
        end if;
    else
        select known.quantity, made.id, (made.total_amount / made.quantity)::numeric(10, 2), made.created_at
          into v_asked, made_id, made_price, made_at
          from idempotency_keys known
          join bookings made on made.id = known.booking_id
         where known.event_id = p_event and known.user_id = p_user and known.key = p_key;
        answer := case when v_asked = p_quantity then 'REPLAYED' else 'IDEMPOTENCY_KEY_REUSED' end;
        v_refused := answer <> 'REPLAYED';
    end if;
    insert into booking_attempts
           (event_id, user_id, quantity, result, failure_reason, booking_id, ip_address, user_agent)
    values (p_event, p_user, p_quantity, (case when v_refused then 'failed' else 'success' end)::attempt_result,
        case when v_refused then answer end, case when not v_refused then made_id end, p_address::inet, p_agent);
end
$$;
