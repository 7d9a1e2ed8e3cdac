-- Who waits for a seat, and whom one was promised.
create type waitlist_status as enum ('waiting', 'promoted', 'converted', 'left', 'expired');
create type promotion_status as enum ('pending', 'used', 'expired');

create table waitlist_entries (
    id             uuid            not null primary key,
    user_id        uuid            not null references users (id) on delete cascade,
    event_id       uuid            not null references events (id) on delete cascade,
    quantity       smallint        not null,
    priority_score integer         not null,
    joined_at      timestamptz     not null,
    -- Breaks the tie between two who joined in one microsecond: the number of the fact that let them in.
    join_seq       bigint          not null,
    expires_at     timestamptz,
    status         waitlist_status not null,
    -- Why an entry ended that its user did not end.
    end_reason     text,
    notify_prefs   jsonb           not null,
    fact_no        bigint          not null,
    created_at     timestamptz     not null,
    updated_at     timestamptz     not null,
    constraint chk_waitlist_quantity check (quantity > 0 and quantity <= 10)
);
-- One live entry per user and event; who left or missed a promotion may join again.
create unique index unq_user_event_waitlist on waitlist_entries (user_id, event_id)
    where status in ('waiting', 'promoted');
-- The queue, which the view below ranks; and the deletion of an event.
create index idx_waitlist_queue
    on waitlist_entries (event_id, status, priority_score desc, joined_at, join_seq);

-- The ERD's table, with the position it asks for computed when read: stored, each departure would rewrite half the
-- queue. Null for those who do not wait.
create view waitlists as
select id,
       user_id,
       event_id,
       case
           when status = 'waiting' then
               (row_number() over (
                   partition by event_id, status
                   order by priority_score desc, joined_at, join_seq))::integer
       end as position,
       quantity,
       priority_score,
       joined_at,
       expires_at,
       status,
       end_reason,
       notify_prefs,
       created_at,
       updated_at
from waitlist_entries;

create table waitlist_promotions (
    id               uuid             not null primary key,
    waitlist_id      uuid             not null references waitlist_entries (id) on delete cascade,
    -- 1 for an entry's first promotion; after it expired there may be another.
    promotion_no     integer          not null,
    event_id         uuid             not null references events (id) on delete cascade,
    user_id          uuid             not null references users (id) on delete cascade,
    quantity         smallint         not null,
    -- The price of that moment, which a claim pays.
    unit_price       numeric(10, 2)   not null,
    promoted_at      timestamptz      not null,
    expires_at       timestamptz      not null,
    window_minutes   integer          not null,
    status           promotion_status not null,
    booking_id       uuid             references bookings (id) on delete set null,
    promotion_reason text,
    end_reason       text,
    fact_no          bigint           not null,
    created_at       timestamptz      not null,
    constraint waitlist_promotions_number_key unique (waitlist_id, promotion_no),
    constraint chk_promotion_quantity check (quantity > 0 and quantity <= 10)
);
create unique index unq_open_promotion on waitlist_promotions (waitlist_id) where status = 'pending';
-- The deletion of an event.
create index idx_promotions_event on waitlist_promotions (event_id);
