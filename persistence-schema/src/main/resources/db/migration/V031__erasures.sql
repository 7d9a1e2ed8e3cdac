-- To be forgotten: what is still to be done about a forgotten person, and then the report of what was done, without a word
-- about who they were.

-- In the database of the user. Written with the row in users; a rebuild writes it again, and leaves what is noted there.
create table erasures (
    user_id             uuid        not null primary key,
    -- The number of the fact that says so.
    version             bigint      not null,
    -- They themselves or an admin; null: Evently, in a database that was restored from before.
    asked_by            uuid,
    forgotten_at        timestamptz not null,
    -- Whose claim is to be released; null: it is, or they had no address.
    email_bidx          bytea,

    -- Each step, in its order: when it was done, and on how many rows.
    key_deleted_at      timestamptz,
    address_released_at timestamptz,
    -- Rows of login_attempts.
    log_ins_deleted     integer     not null default 0,
    holds_ended_at      timestamptz,
    -- Holds and entries of waitlists (with their promotions) that were ended for them, in all four databases.
    holds_ended         integer     not null default 0,
    entries_ended       integer     not null default 0,
    attempts_cleared_at timestamptz,
    -- Rows of booking_attempts that no longer say from where; at least so many, if a node died at it.
    attempts_cleared    bigint      not null default 0,
    -- Bit n: done in database n.
    attempts_done       smallint    not null default 0,
    ended_at            timestamptz,
    constraint chk_erasures_bidx check (octet_length(email_bidx) = 32),
    constraint chk_erasures_ended check (
        ended_at is null
        or num_nulls(key_deleted_at, address_released_at, holds_ended_at, attempts_cleared_at) = 0
            and email_bidx is null)
);

-- What is to be done, which is mostly nothing.
create index idx_erasures_open on erasures (forgotten_at, user_id) where ended_at is null;

-- What a person is given of their own, and what was ended for them: all their entries, also those that are over.
create index idx_waitlist_entries_user on waitlist_entries (user_id, joined_at, id);
