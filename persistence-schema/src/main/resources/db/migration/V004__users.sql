-- People: the full row in the database of the user's own id; elsewhere a stub (the id) for rows that refer to it.
create type user_role as enum ('user', 'admin');

create table users (
    id            uuid        not null primary key,
    -- Ciphertext under the user's own key: nothing to search, sort or check here. The format of an address is checked
    -- before it is encrypted, by the API.
    email         bytea,
    name          bytea,
    -- HMAC-SHA-256 of the normalised address: finds one, and keeps it from being used twice.
    email_bidx    bytea,
    password_hash text,
    role          user_role,
    is_active     boolean,
    -- How often the user was changed, and the number of the fact that says so; 0 for a stub.
    version       integer     not null,
    created_at    timestamptz,
    updated_at    timestamptz,
    -- When the person was forgotten.
    deleted_at    timestamptz,
    constraint users_email_bidx_key unique (email_bidx),
    constraint chk_users_email_bidx check (octet_length(email_bidx) = 32),
    constraint chk_users_stub_full_or_forgotten check (
        case
            when deleted_at is not null then
                num_nonnulls(email, name, email_bidx, password_hash) = 0
            when version = 0 then
                num_nonnulls(email, name, email_bidx, password_hash, role, is_active, created_at, updated_at) = 0
            else
                num_nulls(email, name, email_bidx, password_hash, role, is_active, created_at, updated_at) = 0
        end)
);

-- Each user's key, wrapped by the master key. No part of rebuild or replay: deleting a row forgets the person everywhere.
create table user_keys (
    -- No foreign key: the key is written before the first fact about its user.
    user_id     uuid        not null primary key,
    wrapped_key bytea       not null,
    created_at  timestamptz not null
);
