-- Who tried to book what and what came of it, accepted or refused: for security and demand. Kept 90 days.
create type attempt_result as enum ('success', 'failed');

-- A log, written by the API nodes in batches: no part of rebuild or replay, and no foreign keys, because a refused
-- attempt leaves nothing in the journal that it could refer to.
create table booking_attempts (
    -- UUIDv7: its order is the order of time.
    id             uuid           not null,
    event_id       uuid           not null,
    user_id        uuid           not null,
    quantity       integer        not null,
    result         attempt_result not null,
    -- The code of the refusal, as the client saw it; null for a success.
    failure_reason text,
    booking_id     uuid,
    attempted_at   timestamptz    not null,
    ip_address     inet,
    user_agent     text,
    -- GET /v1/booking-attempts, newest first.
    constraint booking_attempts_pkey primary key (id, attempted_at),
    constraint chk_attempt_reason check ((result = 'failed') = (failure_reason is not null))
) partition by range (attempted_at);
create table booking_attempts_default partition of booking_attempts default;
-- GET /v1/booking-attempts?eventId=, newest first.
create index idx_booking_attempts_event on booking_attempts (event_id, id);

-- Attempts per event and hour, written with them: what remains of them after 90 days, and what the refusals in
-- event_analytics are made from, also by a rebuild.
create table attempt_counts (
    event_id       uuid           not null,
    hour           timestamptz    not null,
    result         attempt_result not null,
    -- Empty for a success: part of the key.
    failure_reason text           not null,
    attempts       bigint         not null,
    last_at        timestamptz    not null,
    -- How many of them event_analytics shows already.
    shown          bigint         not null default 0,
    primary key (event_id, hour, result, failure_reason)
);
-- What event_analytics does not show yet.
create index idx_attempt_counts_due on attempt_counts (event_id) where attempts <> shown;
