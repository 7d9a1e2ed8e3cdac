-- Who may read and write what: a role for each purpose, and of people's rows only those that whoever asks may see.

-- Who asks stands in app.user_id and app.role, set by set_config(…, true) for one transaction. Empty after it, null if it
-- was never set.
create function viewer_id() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.user_id', true), '')::uuid;

-- What the token says is not enough where the user's own row says otherwise. In other databases is a stub, which says
-- nothing; users of other issuers have no row. As the owner: a policy on users that read users would not end.
create function is_admin() returns boolean
    language sql stable parallel safe security definer
    return coalesce(current_setting('app.role', true) = 'admin', false)
        and viewer_id() is not null
        and not exists (
            select from users
            where id = viewer_id()
                and (deleted_at is not null or (version > 0 and not (role = 'admin' and is_active))));

-- In policies as "(select …)": asked once a statement, not once a row.
alter table users enable row level security;
create policy own_or_admin on users for select using (id = (select viewer_id()) or (select is_admin()));
alter table bookings enable row level security;
create policy own_or_admin on bookings for select using (user_id = (select viewer_id()) or (select is_admin()));
alter table waitlist_entries enable row level security;
create policy own_or_admin on waitlist_entries
    for select using (user_id = (select viewer_id()) or (select is_admin()));
alter table waitlist_promotions enable row level security;
create policy own_or_admin on waitlist_promotions
    for select using (user_id = (select viewer_id()) or (select is_admin()));
alter table booking_attempts enable row level security;
create policy own_or_admin on booking_attempts
    for select using (user_id = (select viewer_id()) or (select is_admin()));
alter table notifications enable row level security;
create policy own on notifications for select using (user_id = (select viewer_id()));
alter table event_analytics enable row level security;
create policy admin on event_analytics for select using ((select is_admin()));
alter table attempt_counts enable row level security;
create policy admin on attempt_counts for select using ((select is_admin()));
alter table email_templates enable row level security;
create policy admin on email_templates for select using ((select is_admin()));
alter table events enable row level security;
create policy everybody on events for select using (true);
alter table pricing_history enable row level security;
create policy everybody on pricing_history for select using (true);

-- No request reads these: nobody sees a row but the owner, and who writes them in the background.
alter table email_delivery_log enable row level security;
alter table session_marks enable row level security;
alter table departures enable row level security;
alter table active_admins enable row level security;
alter table login_attempts enable row level security;
alter table idempotency_keys enable row level security;

-- Ranks all who wait, as its owner, and cuts afterwards: ranked under the policy, everybody would be the first.
create or replace view waitlists with (security_barrier) as
select id, user_id, event_id, position, quantity, priority_score, joined_at, expires_at, status, end_reason,
    notify_prefs, created_at, updated_at
from (
    select *,
        case
            when status = 'waiting' then
                (row_number() over (
                    partition by event_id, status
                    order by priority_score desc, joined_at, join_seq))::integer
        end as position
    from waitlist_entries) ranked
where (select not row_security_active('waitlist_entries')) or (select is_admin()) or user_id = (select viewer_id());

-- Under a policy PostgreSQL uses an index only for comparisons that tell nothing of the rows they refuse. A hash and an
-- enum are none, so these two find the ids as the owner, under the same conditions, and the rows are read by their ids.
create function bookings_of_reference(reference text) returns setof uuid
    language sql stable security definer rows 2
as
$$
    select id from bookings
    where booking_ref_key(booking_ref) = booking_ref_key(reference) and booking_ref = reference
        and (user_id = viewer_id() or is_admin())
$$;

-- First those of this priority that joined later, then the lower priorities: each part goes along idx_waitlist_queue,
-- which one condition over columns of both directions could not.
create function waitlist_queue(
    of_event uuid, in_status waitlist_status, priority integer, joined timestamptz, seq bigint, most integer)
    returns setof uuid
    language sql stable security definer rows 50
as
$$
    select id from (
        (select id, priority_score, joined_at, join_seq from waitlist_entries
         where event_id = of_event and status = in_status
            and priority_score = priority and (joined_at, join_seq) > (joined, seq)
         order by joined_at, join_seq limit most)
        union all
        (select id, priority_score, joined_at, join_seq from waitlist_entries
         where event_id = of_event and status = in_status and priority_score < priority
         order by priority_score desc, joined_at, join_seq limit most)) queue
    where (select is_admin())
    order by priority_score desc, joined_at, join_seq limit most
$$;

-- The list of who may what, and grant_roles() makes it so. What is not in it, nobody may but the owner.
create table access_rules (
    kind        text not null check (kind in ('table', 'sequence', 'function', 'schema')),
    object_name text not null,
    role_name   text not null,
    -- As "grant" takes them.
    privileges  text not null,
    primary key (kind, object_name, role_name)
);

-- What was granted last.
create table access_granted (
    only_row    boolean not null primary key default true check (only_row),
    fingerprint text    not null
);

-- Background writing: all tables but those about the tables.
insert into access_rules
select 'table', unnest(array[
        'active_admins', 'attempt_counts', 'booking_attempts', 'bookings', 'cluster_leases', 'cluster_members',
        'database_reach', 'departures', 'email_delivery_log', 'email_templates', 'event_analytics', 'event_endings',
        'event_journal', 'event_tag', 'event_wakes', 'events', 'idempotency_keys', 'login_attempts', 'notifications',
        'pricing_history', 'projection_positions', 'projection_quarantine', 'session_marks', 'snapshot', 'user_keys',
        'users', 'waitlist_entries', 'waitlist_promotions', 'erasures', 'plain_attempts',
        'keys.user_keys', 'keys.forgotten', 'keys.service_keys', 'keys.retired_master_keys', 'keys.nodes',
        'keys.index_rotations']),
    'evently_projection', 'select, insert, update, delete';
insert into access_rules values
    ('table', 'shard', 'evently_projection', 'select'),
    ('table', 'waitlists', 'evently_projection', 'select'),
    ('sequence', 'event_journal_ordering_seq', 'evently_projection', 'usage, select'),
    ('function', 'ensure_partitions(timestamptz, integer, integer)', 'evently_projection', 'execute'),
    ('function', 'drop_partitions(text, timestamptz)', 'evently_projection', 'execute'),
    ('function', 'keys.lock_user(uuid)', 'evently_projection', 'execute'),
    ('function', 'keys.forget(uuid, uuid)', 'evently_projection', 'execute'),
    ('function', 'viewer_id()', 'evently_projection', 'execute'),
    ('function', 'is_admin()', 'evently_projection', 'execute'),
    ('function', 'bookings_of_reference(text)', 'evently_projection', 'execute'),
    ('function', 'waitlist_queue(uuid, waitlist_status, integer, timestamptz, bigint, integer)',
        'evently_projection', 'execute'),
    ('schema', 'public', 'evently_projection', 'usage'),
    ('schema', 'keys', 'evently_projection', 'usage');

-- Requests: what a list shows, and never a partition, which knows no policy.
insert into access_rules
select 'table', unnest(array[
        'booking_attempts', 'bookings', 'event_analytics', 'events', 'notifications', 'pricing_history',
        'waitlist_entries', 'waitlist_promotions', 'waitlists']),
    'evently_api', 'select';
insert into access_rules values
    ('table', 'users', 'evently_api', 'select (id, role, is_active, version, created_at, updated_at, deleted_at)'),
    ('function', 'viewer_id()', 'evently_api', 'execute'),
    ('function', 'is_admin()', 'evently_api', 'execute'),
    ('function', 'bookings_of_reference(text)', 'evently_api', 'execute'),
    ('function', 'waitlist_queue(uuid, waitlist_status, integer, timestamptz, bigint, integer)',
        'evently_api', 'execute'),
    ('schema', 'public', 'evently_api', 'usage');

-- Keys and their dump, apart from what they protect.
insert into access_rules
select 'table', unnest(array[
        'user_keys', 'keys.user_keys', 'keys.forgotten', 'keys.service_keys', 'keys.retired_master_keys', 'keys.nodes',
        'keys.index_rotations']),
    'evently_keys', 'select, insert, update, delete';
insert into access_rules values
    ('function', 'keys.lock_user(uuid)', 'evently_keys', 'execute'),
    ('function', 'keys.forget(uuid, uuid)', 'evently_keys', 'execute'),
    ('schema', 'public', 'evently_keys', 'usage'),
    ('schema', 'keys', 'evently_keys', 'usage');

-- Operators: how the cluster and its tables are, and no person.
insert into access_rules
select 'table', unnest(array[
        'cluster_leases', 'cluster_members', 'database_reach', 'event_endings', 'event_wakes', 'flyway_schema_history',
        'projection_positions', 'shard', 'access_rules']),
    'evently_operator', 'select';
insert into access_rules values
    ('table', 'projection_quarantine', 'evently_operator', 'select, update (retry)'),
    ('schema', 'public', 'evently_operator', 'usage');

-- Makes the rights what the list says, for those roles that there are: they may be made after the tables. Called at
-- each start; does nothing when nothing has changed. Returns whether something had.
create function grant_roles() returns boolean
    language plpgsql
as
$$
declare
    roles  text;
    wanted text;
    each   record;
begin
    -- Nodes that start together.
    perform pg_advisory_xact_lock(hashtextextended('grant_roles', 0));
    select string_agg(quote_ident(rolname), ', ' order by rolname) into roles from pg_roles
    where rolname in ('evently_projection', 'evently_api', 'evently_keys', 'evently_operator', 'evently_analyst')
        -- The login works by the others; before there were any it had rights of its own.
        or rolname = 'evently_app' and exists (select from pg_roles where rolname = 'evently_projection');
    select md5(concat_ws('/', roles, string_agg(
            concat_ws('|', role.oid, object_id, privileges), '/' order by role.oid, object_id, privileges)))
        into wanted
    from access_rules
    join pg_roles role on role.rolname = role_name
    cross join lateral (
        select case kind
            when 'function' then to_regprocedure(object_name)::oid
            when 'schema' then to_regnamespace(object_name)::oid
            else to_regclass(object_name)::oid
        end as object_id) object
    where object_id is not null;
    if roles is null or exists (select from access_granted where fingerprint = wanted) then
        return false;
    end if;

    for each in
        select case relkind when 'S' then 'sequence' else 'table' end as kind, c.oid::regclass as name
        from pg_class c
        where relnamespace in (current_schema()::regnamespace, to_regnamespace('keys'), to_regnamespace('analysis'))
            and relkind in ('r', 'p', 'v', 'm', 'S') and pg_has_role(relowner, 'usage')
    loop
        execute format('revoke all on %s %s from %s', each.kind, each.name, roles);
    end loop;
    for each in
        select oid::regprocedure as name from pg_proc
        where pronamespace in (current_schema()::regnamespace, to_regnamespace('analysis'))
            and prosecdef and pg_has_role(proowner, 'usage')
    loop
        execute format('revoke execute on function %s from public, %s', each.name, roles);
    end loop;
    for each in
        select kind, object_name, role_name, privileges from access_rules
        join pg_roles on rolname = role_name
        where case kind
            when 'function' then to_regprocedure(object_name)::oid
            when 'schema' then to_regnamespace(object_name)::oid
            else to_regclass(object_name)::oid
        end is not null
    loop
        execute format('grant %s on %s %s to %I', each.privileges, each.kind, each.object_name, each.role_name);
    end loop;
    if exists (select from pg_roles where rolname = 'evently_app') then
        execute format(
            'alter default privileges in schema %I revoke all on tables from evently_app', current_schema());
        execute format(
            'alter default privileges in schema %I revoke all on sequences from evently_app', current_schema());
    end if;
    -- Else everybody may make functions and tables here, if only for a while.
    if (select pg_has_role(datdba, 'usage') from pg_database where datname = current_database()) then
        execute format('revoke temporary on database %I from public', current_database());
        execute format('revoke create on schema %I from public', current_schema());
    end if;
    insert into access_granted (fingerprint) values (wanted)
    on conflict (only_row) do update set fingerprint = excluded.fingerprint;
    return true;
end
$$;

do $$
declare
    each text;
begin
    -- What they find is of these tables, whatever else bears their names.
    foreach each in array array[
        'bookings_of_reference(text)',
        'waitlist_queue(uuid, waitlist_status, integer, timestamptz, bigint, integer)'] loop
        execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
    end loop;
    -- Nobody may call what sees more than they do, before the list says so.
    foreach each in array array[
        'is_admin()', 'bookings_of_reference(text)',
        'waitlist_queue(uuid, waitlist_status, integer, timestamptz, bigint, integer)'] loop
        execute format('revoke execute on function %s from public', each);
    end loop;
end
$$;

select grant_roles();
