-- Addresses that are to be proved, and links sent by mail: to choose another password, or to prove an address again.

-- Since when somebody who never proved an address has this one; null: they did, or are from before this. Whoever never booked
-- either is removed.
alter table users add column unproved_since timestamptz;
create index idx_users_unproved on users (unproved_since, id) where unproved_since is not null;

-- In the database of the user. No part of rebuild: a link that was used stays used.
create table account_links (
    -- Also the mail's.
    id         uuid        not null primary key,
    user_id    uuid        not null,
    purpose    text        not null,
    -- Of their sessions and their address as they were: a link is void once one of them has changed.
    epoch      bigint      not null,
    email_bidx bytea       not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at    timestamptz,
    constraint chk_account_links_purpose check (purpose in ('password_reset', 'address_proof')),
    constraint chk_account_links_bidx check (octet_length(email_bidx) = 32)
);
-- How many a user asked for of late.
create index idx_account_links_user on account_links (user_id, created_at);
create index idx_account_links_created on account_links (created_at);

-- No request reads it.
alter table account_links enable row level security;
insert into access_rules values ('table', 'account_links', 'evently_projection', 'select, insert, update, delete');
select grant_roles();
