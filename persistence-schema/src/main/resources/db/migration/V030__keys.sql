-- Keys apart from what they protect: in a schema of their own, so that they are granted, dumped and restored by themselves.
do $$
begin
    if not exists (select from pg_namespace where nspname = 'keys') then
        if not has_database_privilege(current_database(), 'create') then
            raise exception 'the role % may not make the schema "keys" in database %', current_user, current_database()
                using hint = 'Let it own the database, or make the schema for it: create schema keys authorization <the role>.';
        end if;
        create schema keys;
    end if;
end
$$;

alter table user_keys set schema keys;

-- Which version of the master key wrapped it. Null: wrapped before there were versions, by whichever key opens it.
alter table keys.user_keys add column master_version text;
-- Which versions are in use, and what is to be wrapped anew, without a look at every user.
create index idx_user_keys_master_version on keys.user_keys (master_version);

-- For nodes of the version before while they are replaced one by one. Who asks needs rights to what lies behind it.
create view user_keys with (security_invoker = true) as
    select user_id, wrapped_key, created_at from keys.user_keys;

-- Whose key was thrown away: they get no other one, nor the old one back from a backup.
create table keys.forgotten (
    user_id      uuid        not null primary key,
    forgotten_at timestamptz not null,
    -- Null: nobody is known.
    asked_by     uuid
);

-- Keys of Evently itself, each wrapped by the master key; versions of one purpose follow each other. Only used in database 0.
create table keys.service_keys (
    purpose        text        not null,
    version        integer     not null,
    wrapped_key    bytea       not null,
    master_version text        not null,
    created_at     timestamptz not null,
    primary key (purpose, version),
    constraint chk_service_keys_version check (version > 0)
);

-- Versions of the master key that wrap nothing any more; '' stands for what was wrapped before there were versions.
create table keys.retired_master_keys (
    version    text        not null primary key,
    retired_at timestamptz not null
);

-- Which versions of the master key each node has read, as it says itself every few seconds. Only used in database 0.
create table keys.nodes (
    address         text        not null primary key,
    -- The one it wraps with, and all that it opens.
    current_version text        not null,
    versions        text[]      not null,
    seen_at         timestamptz not null
);

-- Takes a lock of the user's own, so that no key is made while the user is being forgotten.
create function keys.lock_user(person uuid) returns void language sql as
$$
    select pg_advisory_xact_lock(hashtextextended(person::text, 30));
$$;

-- Throws the key of a user away and remembers it; again, it does nothing.
create function keys.forget(person uuid, by_whom uuid) returns void language plpgsql as
$$
begin
    perform keys.lock_user(person);
    insert into keys.forgotten (user_id, forgotten_at, asked_by) values (person, now(), by_whom)
        on conflict (user_id) do nothing;
    delete from keys.user_keys where user_id = person;
end
$$;

-- Leaves the row out instead of failing, so that a dump of keys from before can be read in again.
create function keys.leave_out_forgotten() returns trigger language plpgsql as
$$
begin
    perform keys.lock_user(new.user_id);
    if exists (select from keys.forgotten f where f.user_id = new.user_id) then
        return null;
    end if;
    return new;
end
$$;

-- A node that was away while the master key was changed must not wrap with the old one.
create function keys.refuse_retired_master_key() returns trigger language plpgsql as
$$
begin
    if exists (select from keys.retired_master_keys r where r.version = coalesce(new.master_version, '')) then
        raise exception 'version "%" of the master key is not in use any more', coalesce(new.master_version, '')
            using errcode = 'object_not_in_prerequisite_state';
    end if;
    return new;
end
$$;

create trigger user_keys_forgotten before insert on keys.user_keys
    for each row execute function keys.leave_out_forgotten();
create trigger user_keys_retired before insert or update on keys.user_keys
    for each row execute function keys.refuse_retired_master_key();
create trigger service_keys_retired before insert or update on keys.service_keys
    for each row execute function keys.refuse_retired_master_key();
-- Also for who writes as the projection does.
alter table keys.user_keys enable always trigger user_keys_forgotten;
alter table keys.user_keys enable always trigger user_keys_retired;
alter table keys.service_keys enable always trigger service_keys_retired;

revoke execute on all functions in schema keys from public;

do $$
begin
    if exists (select from pg_roles where rolname = 'evently_app') then
        grant usage on schema keys to evently_app;
        grant select, insert, update, delete on all tables in schema keys to evently_app;
        grant execute on all functions in schema keys to evently_app;
        execute format('grant select, insert, update, delete on %I.user_keys to evently_app', current_schema());
    end if;
end
$$;
