-- How log-ins to an account went of late, so that guessing its password gets slower on all nodes, and its owner comes in
-- meanwhile. In the database of the address's claim. No part of rebuild or replay: what is lost is counted anew.

create table login_attempts (
    -- HMAC of the normalised e-mail address, whether anybody has it or not.
    email_bidx   bytea       not null,
    -- HMAC of account and client address for one that logged in of late; empty: all others together.
    address_hash bytea       not null,
    -- Since the last success.
    failures     integer     not null,
    failed_at    timestamptz,
    -- From then on it is as if there were no row; somebody deletes it soon.
    expires_at   timestamptz not null,
    primary key (email_bidx, address_hash),
    constraint chk_login_attempts_bidx check (octet_length(email_bidx) = 32),
    constraint chk_login_attempts_hash check (octet_length(address_hash) in (0, 32)),
    constraint chk_login_attempts_failures check (failures >= 0 and (failures = 0 or failed_at is not null))
);

create index idx_login_attempts_expiry on login_attempts (expires_at);
