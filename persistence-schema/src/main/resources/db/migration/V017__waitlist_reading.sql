-- What it takes to read the waitlist: who was put where and why, whose promotions there are, whose time is up, how long one waits.
alter table waitlist_entries
    -- Why the score is what it is, and who said so; both null while nobody touched it.
    add column priority_reason text,
    add column priority_by uuid references users (id) on delete set null;

-- The entries of an ended event, which follow it in chunks, in order of joining.
create index idx_waitlist_live on waitlist_entries (event_id, join_seq) where status in ('waiting', 'promoted');
alter table event_endings
    -- The join number of the last entry that followed.
    add column after_join_seq bigint not null default 0;

-- GET /v1/promotions: mine, open ones first, then newest first.
create index idx_promotions_user on waitlist_promotions (user_id, promoted_at desc, id desc);

-- Whose time is up: read once a second, so that an event wakes even if nobody asks for it.
create index idx_bookings_due on bookings (hold_expires_at, event_id) where status = 'pending';
create index idx_promotions_due on waitlist_promotions (expires_at, event_id) where status = 'pending';
create index idx_waitlist_due on waitlist_entries (expires_at, event_id)
    where status = 'waiting' and expires_at is not null;

-- Entries that wait; the mean time from joining to promotion so far; the share of ended promotions that became bookings.
alter type analytics_metric add value 'waitlist_length';
alter type analytics_metric add value 'waitlist_wait_seconds';
alter type analytics_metric add value 'waitlist_conversion';
