-- Who has which seats, for lists, lookups by reference, and the law: kept seven years, whatever becomes of the user.
create type booking_status as enum ('pending', 'confirmed', 'cancelled', 'expired');

create table bookings (
    id              uuid           not null primary key,
    user_id         uuid           not null references users (id) on delete restrict,
    event_id        uuid           not null references events (id) on delete restrict,
    quantity        smallint       not null,
    unit_price      numeric(10, 2) not null,
    total_amount    numeric(12, 2) not null,
    status          booking_status not null,
    booking_ref     varchar(23)    not null,
    -- How often this booking changed; 1 when it was made.
    version         integer        not null,
    -- When an open hold runs out, or ran out; null if it was booked outright.
    hold_expires_at timestamptz,
    fact_no         bigint         not null,
    created_at      timestamptz    not null,
    updated_at      timestamptz    not null,
    -- GET /v1/bookings/{reference}
    constraint bookings_booking_ref_key unique (booking_ref),
    constraint chk_booking_quantity check (quantity > 0 and quantity <= 10),
    -- The ERD's "> 0" would refuse every booking of a free event.
    constraint chk_booking_amount check (total_amount >= 0 and total_amount = unit_price * quantity)
) with (fillfactor = 90); -- Room for the one change most bookings see: hold to confirmed, or to cancelled.

-- GET /v1/bookings: mine, newest first.
create index idx_bookings_user on bookings (user_id, created_at desc, id desc);
-- GET /v1/events/{id}/bookings, newest first; the chunks that follow an event's end, oldest first.
create index idx_bookings_event on bookings (event_id, created_at desc, id desc);
