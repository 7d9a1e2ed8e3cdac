-- Who changed what, when, by which request: rows that are only ever added, each chained to the one before by a hash.

-- No part of rebuild or replay. Without personal data: names of fields, and values of harmless ones.
create table audit (
    -- Within its chain, from 1, without a gap.
    sequence   bigint      not null,
    at         timestamptz not null,
    -- 1: by hand (triggers below), 2: requests (AuditTrail), 3: facts (the projection). The last one grows most.
    chain      smallint    not null,
    -- Null: Evently itself, or unknown.
    actor      uuid,
    entity_id  uuid,
    event_id   uuid,
    -- As what the actor came: public, user, admin, system, operator. Null: a fact of a version that did not say.
    role       text,
    request_id text,
    action     text        not null,
    entity     text        not null,
    -- Flat, all values text.
    changes    jsonb,
    -- SHA-256 over the hash before it and this row: audit_hash below, AuditHash in Java.
    hash       bytea       not null,
    -- Facts are added at its right edge.
    primary key (chain, sequence)
);

-- One per writer, so that none waits for another. Each writer locks its own, and moves it with the rows it adds.
create table audit_chains (
    chain    smallint not null primary key,
    -- The last row's.
    sequence bigint   not null,
    hash     bytea    not null,
    -- Of facts: up to here the journal is in the audit, whatever becomes of the tables. A rebuild starts them anew, not this.
    tx       xid8     not null default '0',
    ordering bigint   not null default 0
);

-- What was before this migration is not in the audit.
insert into audit_chains (chain, sequence, hash, tx, ordering)
select chain, 0, decode(repeat('00', 32), 'hex'), coalesce(tx, '0'), coalesce(ordering, 0)
from (values (1, null), (2, null), (3, 'tables')) as new (chain, projection)
left join projection_positions using (projection);

-- Whose facts the audit lacks though its position is behind them: they were set aside. From which record on.
create table audit_backlog (
    persistence_id  varchar(255) not null primary key,
    sequence_number bigint       not null
);

-- Append-only.

create function audit_is_append_only() returns trigger
    language plpgsql
as
$$
begin
    raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
end
$$;

create function audit_goes_forward() returns trigger
    language plpgsql
as
$$
begin
    if new.chain <> old.chain or new.sequence < old.sequence
        or (new.sequence = old.sequence and new.hash <> old.hash) then
        raise exception 'the audit is append-only' using errcode = 'insufficient_privilege';
    end if;
    return new;
end
$$;

create trigger audit_is_append_only before update or delete or truncate on audit
    for each statement execute function audit_is_append_only();
create trigger audit_chains_stay before delete or truncate on audit_chains
    for each statement execute function audit_is_append_only();
create trigger audit_chains_go_forward before update on audit_chains
    for each row execute function audit_goes_forward();
alter table audit enable always trigger audit_is_append_only;
alter table audit_chains enable always trigger audit_chains_stay;
alter table audit_chains enable always trigger audit_chains_go_forward;

-- The hash, as Java computes it: each field behind its length, null as -1.

create function audit_field(value bytea) returns bytea
    language sql immutable parallel safe
    return coalesce(int4send(octet_length(value)) || value, '\xffffffff'::bytea);

create function audit_field(value text) returns bytea
    language sql immutable parallel safe
    return audit_field(convert_to(value, 'UTF8'));

create function audit_hash(before bytea, entry audit) returns bytea
    language sql stable parallel safe
    return sha256(before
        || int2send((entry).chain) || int8send((entry).sequence) || int8send(micros_of_timestamp((entry).at))
        || audit_field(uuid_send((entry).actor)) || audit_field((entry).role) || audit_field((entry).request_id)
        || audit_field((entry).action) || audit_field((entry).entity) || audit_field(uuid_send((entry).entity_id))
        || audit_field(uuid_send((entry).event_id)) || audit_field((entry).changes::text));

-- By hand: what psql changes on tables of people and money. The columns' names, never what is in them.

-- Adds a row. The head waits in a setting until the statement is over: a row of audit_chains that changes with each of a
-- million rows would make each change dearer than the one before.
create function audit_by_hand(action text, table_name text, id uuid, event uuid, columns text) returns void
    language plpgsql
    security definer
as
$$
declare
    head   text := nullif(current_setting('evently.audit_head', true), '');
    before bytea;
    entry  audit;
begin
    if head is null then
        select c.sequence, c.hash into entry.sequence, before from audit_chains c where c.chain = 1 for update;
    else
        entry.sequence := split_part(head, ' ', 1)::bigint;
        before := decode(split_part(head, ' ', 2), 'hex');
    end if;
    entry.sequence := entry.sequence + 1;
    entry.at := clock_timestamp();
    entry.chain := 1;
    entry.entity_id := id;
    entry.event_id := event;
    entry.role := 'operator';
    entry.action := action;
    entry.entity := case table_name
        when 'users' then 'user' when 'user_keys' then 'user' when 'active_admins' then 'user'
        when 'events' then 'event' when 'pricing_history' then 'event' when 'bookings' then 'booking'
        when 'waitlist_entries' then 'entry' when 'waitlist_promotions' then 'promotion' else 'table' end;
    entry.changes := jsonb_strip_nulls(
        jsonb_build_object('table', table_name, 'columns', columns, 'databaseUser', session_user));
    entry.hash := audit_hash(before, entry);
    insert into audit select entry.*;
    perform set_config('evently.audit_head', entry.sequence || ' ' || encode(entry.hash, 'hex'), true);
end
$$;

create function audit_row_by_hand() returns trigger
    language plpgsql
    security definer
as
$$
declare
    was  jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
    is_  jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
    keys jsonb := coalesce(is_, was);
begin
    perform audit_by_hand(
        case tg_op when 'INSERT' then 'row.inserted' when 'UPDATE' then 'row.updated' else 'row.deleted' end,
        tg_table_name,
        coalesce(keys ->> 'id', keys ->> 'user_id')::uuid,
        (case when tg_table_name = 'events' then keys ->> 'id' else keys ->> 'event_id' end)::uuid,
        case when tg_op = 'UPDATE' then (
            select string_agg(key, ', ' order by key) from jsonb_each(is_) where value is distinct from was -> key) end);
    return null;
end
$$;

-- After each statement: its head, and what leaves no rows.
create function audit_statement_by_hand() returns trigger
    language plpgsql
    security definer
as
$$
declare
    head text;
begin
    if tg_op = 'TRUNCATE' then
        perform audit_by_hand('table.truncated', tg_table_name, null, null, null);
    end if;
    head := nullif(current_setting('evently.audit_head', true), '');
    if head is not null then
        update audit_chains set sequence = split_part(head, ' ', 1)::bigint, hash = decode(split_part(head, ' ', 2), 'hex')
        where chain = 1;
        perform set_config('evently.audit_head', '', true);
    end if;
    return null;
end
$$;

do $$
declare
    each      text;
    -- Evently says who it is by its role, or where it has none of its own by its application's name. Facts tell the rest.
    by_hand   constant text := $when$ when (
        session_user <> all ('{evently_app,evently_projection,evently_api,evently_keys}'::name[])
        and (current_setting('application_name') not like 'evently %' or session_user = 'evently_operator')) $when$;
begin
    foreach each in array array['users', 'keys.user_keys', 'active_admins', 'events', 'bookings',
        'waitlist_entries', 'waitlist_promotions', 'pricing_history'] loop
        if to_regclass(each) is not null then
            execute format('create trigger audit_row_by_hand after insert or update or delete on %s for each row %s'
                ' execute function audit_row_by_hand()', to_regclass(each), by_hand);
            execute format('create trigger audit_statement_by_hand after insert or update or delete or truncate on %s'
                ' for each statement %s execute function audit_statement_by_hand()', to_regclass(each), by_hand);
        end if;
    end loop;

    foreach each in array array['audit_by_hand(text, text, uuid, uuid, text)', 'audit_row_by_hand()',
        'audit_statement_by_hand()', 'audit_is_append_only()', 'audit_goes_forward()'] loop
        execute format('alter function %s set search_path = %I, pg_temp', each, current_schema());
        execute format('revoke execute on function %s from public', each);
    end loop;

    foreach each in array array['evently_app', 'evently_projection', 'evently_api', 'evently_operator'] loop
        if exists (select from pg_roles where rolname = each) then
            execute format('revoke all on audit, audit_chains, audit_backlog from %I', each);
            execute format('grant select on audit, audit_chains to %I', each);
            if each in ('evently_app', 'evently_projection') then
                execute format('grant insert on audit to %I', each);
                execute format('grant update on audit_chains to %I', each);
                execute format('grant select, insert, update, delete on audit_backlog to %I', each);
            end if;
        end if;
    end loop;
end
$$;

-- GET /v1/audit: where rows of a time, an entity, an actor may be. Two filters of 1.4 kB for 1,200 rows; a tree would
-- cost nearly as much as the row. What is newer than the last summary is read whole.
create index idx_audit_where on audit using brin (
    at,
    entity_id uuid_bloom_ops (n_distinct_per_range = 1200),
    actor uuid_bloom_ops (n_distinct_per_range = 1200))
    with (pages_per_range = 32);
-- Autovacuum would make the filters, freeze rows and look at statistics in the middle of a sale: 2 to 4 microseconds of a
-- booking. Freezing against wraparound comes nevertheless.
alter table audit set (autovacuum_enabled = off);

-- Makes the filters that are missing, and statistics. Called once a day, and at each start.
create function audit_summarize() returns integer
    language sql volatile security definer
as
$$
    analyze audit;
    select brin_summarize_new_values('idx_audit_where')
$$;
do $$ begin
    execute format('alter function audit_summarize() set search_path = %I, pg_temp', current_schema());
    revoke execute on function audit_summarize() from public;
end $$;


-- Of requests only an administrator's sees it.
alter table audit enable row level security;
create policy admin on audit for select using (current_user <> 'evently_api' or (select is_admin()));

insert into access_rules values
    ('table', 'audit', 'evently_projection', 'select, insert'),
    ('table', 'audit_chains', 'evently_projection', 'select, update'),
    ('table', 'audit_backlog', 'evently_projection', 'select, insert, update, delete'),
    ('function', 'audit_summarize()', 'evently_projection', 'execute'),
    ('table', 'audit', 'evently_api', 'select'),
    ('table', 'audit', 'evently_operator', 'select'),
    ('table', 'audit_chains', 'evently_operator', 'select');
select grant_roles();
