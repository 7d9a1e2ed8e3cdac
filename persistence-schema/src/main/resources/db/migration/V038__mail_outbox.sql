-- The log of mails becomes their outbox: who is told what, when the next attempt is due, and who makes it.

-- Mails in a folder, where no server is configured.
alter type email_provider add value 'file';

alter table email_delivery_log
    -- Known once it is sent.
    alter column provider drop not null,
    alter column metadata set default '{}',
    add column user_id         uuid,
    -- A word of io.evently.message.Cause.
    add column cause           text,
    -- What its template is filled with. Without personal data.
    add column variables       jsonb    not null default '{}',
    -- 0: what has a window, before all else; 1: the rest.
    add column urgency         smallint not null default 1,
    -- Null: nothing is to be done. While somebody sends it, the end of their lease.
    add column next_attempt_at timestamptz,
    -- Who sends it: an id of that process and database.
    add column claimed_by      uuid,
    add column give_up_at      timestamptz;

comment on column email_delivery_log.metadata is 'messageId: its header; providerId: what the provider calls it';
comment on column email_delivery_log.error_message is 'Cleaned of addresses: what providers answer often quotes them';

-- Nobody sent mails before.
update email_delivery_log set status = 'failed', error_message = 'OLDER_VERSION' where status = 'pending';
alter table email_delivery_log
    add constraint chk_email_deliveries_pending
        check (status <> 'pending' or num_nulls(user_id, cause, next_attempt_at, give_up_at) = 0);

create index idx_email_deliveries_due on email_delivery_log (urgency, next_attempt_at) where status = 'pending';
-- To forget somebody.
create index idx_email_deliveries_user on email_delivery_log (user_id);

-- Addresses that took no mail. They are not written to until they change.
create table bounced_addresses (
    user_id    uuid        not null primary key,
    -- As in users.email at that time, byte by byte: another one is another address.
    email      bytea       not null,
    bounced_at timestamptz not null
);

-- Under a policy no index finds a status, as an enum's comparison is not known to keep secrets. So ids are found as the
-- owner, under the policy's own condition, and the rows are read by their ids. A null status: any.
create function email_deliveries_before(
    in_status email_status, before timestamptz, before_id uuid, most integer) returns setof uuid
    language sql stable security definer rows 50
as
$$
    select found.id
    from unnest(case when in_status is null then enum_range(null::email_status) else array[in_status] end) as each (status)
    cross join lateral (
        select id, created_at from email_delivery_log
        where status = each.status and (created_at, id) < (before, before_id)
        order by created_at desc, id desc limit most) found
    where (select is_admin())
    order by found.created_at desc, found.id desc limit most
$$;
do $$ begin
    execute format('alter function email_deliveries_before(email_status, timestamptz, uuid, integer)'
        ' set search_path = %I, pg_temp', current_schema());
end $$;
revoke execute on function email_deliveries_before(email_status, timestamptz, uuid, integer) from public;

create policy admin on email_delivery_log for select using ((select is_admin()));
alter table bounced_addresses enable row level security;

insert into access_rules values
    -- Without the recipient.
    ('table', 'email_delivery_log', 'evently_api',
        'select (id, user_id, cause, template_type, provider, status, send_attempts, last_attempt_at, next_attempt_at,'
        ' delivered_at, error_message, metadata, variables, created_at)'),
    ('table', 'bounced_addresses', 'evently_projection', 'select, insert, update, delete'),
    ('function', 'email_deliveries_before(email_status, timestamptz, uuid, integer)', 'evently_api', 'execute'),
    ('function', 'email_deliveries_before(email_status, timestamptz, uuid, integer)', 'evently_projection', 'execute');
select grant_roles();
