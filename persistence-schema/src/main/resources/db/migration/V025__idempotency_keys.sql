-- What a request with an Idempotency-Key makes, so that a repeat of it makes nothing more: events and users, whose actors come to be by the request itself. (Bookings and entries of the waitlist are known to their event.)
create table idempotency_keys (
    -- HMAC of who asks, for what, and the key. Nothing here tells who somebody is or what they sent.
    scope       bytea       not null primary key,
    -- HMAC of the content.
    fingerprint bytea       not null,
    -- The id of what the first request makes, written before it is made: whoever repeats it makes the same or finds it.
    made_id     uuid        not null,
    -- When that was made; null: perhaps it was not.
    made_at     timestamptz,
    kept_since  timestamptz not null,
    constraint chk_idempotency_keys_hashes check (octet_length(scope) = 32 and octet_length(fingerprint) = 32)
);
-- They are deleted after 24 hours.
create index idx_idempotency_keys_kept on idempotency_keys (kept_since);
