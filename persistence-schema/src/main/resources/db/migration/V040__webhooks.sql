-- Webhooks: who wants to hear of which facts (database 0), and what they are told (the database of each event).

-- In database 0 only, at most 100 rows.
create table webhooks (
    id              uuid        not null primary key,
    url             text        not null,
    types           text[]      not null,
    -- Null: all events.
    event_ids       uuid[],
    -- Sealed with Evently's own key.
    secret          bytea       not null,
    -- Which secret it is: a rotation that is repeated finds its own.
    secret_id       uuid        not null,
    -- Signs, too, until then: receivers learn the new one at their leisure.
    previous_secret bytea,
    previous_until  timestamptz,
    active          boolean     not null,
    -- Why it was switched off, if nobody wished it.
    off_reason      text,
    -- It hears of facts from then on.
    active_since    timestamptz not null,
    created_at      timestamptz not null,
    created_by      uuid        not null,
    constraint chk_webhooks_types check (cardinality(types) > 0),
    constraint chk_webhooks_previous check (num_nulls(previous_secret, previous_until) <> 1),
    constraint chk_webhooks_off check (off_reason is null or not active)
);

-- One message of a fact to one webhook. No part of rebuild: what was told is not told again. Without personal data.
create table webhook_deliveries (
    webhook_id   uuid        not null,
    -- Follows from webhook and fact, and is in the order of the facts' times.
    id           uuid        not null,
    event_id     uuid        not null,
    -- The fact's number in its event; a fact that says two things has two parts.
    fact_no      bigint      not null,
    part         smallint    not null,
    type         text        not null,
    -- As it is signed and sent, at each attempt the same.
    body         text        not null,
    status       text        not null,
    attempts     integer     not null default 0,
    -- Of the next attempt; null: there is none.
    due_at       timestamptz,
    -- The time of the fact.
    created_at   timestamptz not null,
    attempted_at timestamptz,
    http_status  integer,
    error        text,
    primary key (webhook_id, id),
    constraint chk_webhook_deliveries_status check (status in ('pending', 'delivered', 'failed')),
    constraint chk_webhook_deliveries_due check ((status = 'pending') = (due_at is not null))
);

-- A lane's next messages, in order. Rows that are done are not in it.
create index idx_webhook_deliveries_due on webhook_deliveries (webhook_id, event_id, due_at, fact_no, part)
    where status = 'pending';

-- What one webhook has to hear of one event: sent one after the other, so a sender leases the lane, not the rows.
create table webhook_lanes (
    webhook_id   uuid        not null,
    event_id     uuid        not null,
    -- Of its first message.
    due_at       timestamptz not null,
    lease        uuid,
    leased_until timestamptz,
    primary key (webhook_id, event_id),
    constraint chk_webhook_lanes_lease check (num_nulls(lease, leased_until) <> 1)
) with (fillfactor = 70);

create index idx_webhook_lanes_due on webhook_lanes (webhook_id, due_at);

-- Before this migration nobody could ask to be told.
insert into projection_positions (projection, tx, ordering, moved_at)
select 'webhooks', coalesce(max(tx::text), '0')::xid8, coalesce(max(ordering), 0), now()
from projection_positions where projection = 'tables'
on conflict (projection) do nothing;

alter table webhooks enable row level security;
create policy admin on webhooks for select using ((select is_admin()));
alter table webhook_deliveries enable row level security;
create policy admin on webhook_deliveries for select using ((select is_admin()));
-- No request reads it.
alter table webhook_lanes enable row level security;

insert into access_rules
select 'table', unnest(array['webhooks', 'webhook_deliveries', 'webhook_lanes']),
    'evently_projection', 'select, insert, update, delete';
insert into access_rules values
    ('table', 'webhooks', 'evently_api',
        'select (id, url, types, event_ids, active, off_reason, previous_until, created_at, created_by)'),
    ('table', 'webhook_deliveries', 'evently_api',
        'select (webhook_id, id, event_id, fact_no, part, type, status, attempts, due_at, created_at, attempted_at,'
        ' http_status, error)');
select grant_roles();
