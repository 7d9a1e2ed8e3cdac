-- Evently's roles on a server of yours: made by its superuser, once before the first start, and again whenever Evently
-- asks for it. It takes over databases that one user had all to himself. The files hold the passwords of the two logins:
--   EVENTLY_DATABASE_PASSWORD_FILE=… EVENTLY_DATABASE_API_PASSWORD_FILE=… psql -h … -U postgres -d postgres -f roles.sql
-- Then give Evently EVENTLY_DATABASE_USER=evently_app and EVENTLY_DATABASE_API_USER=evently_api. People's logins are
-- members: grant evently_analyst to alice; grant evently_operator to bob.
\set ON_ERROR_STOP on
\set app_password `cat "$EVENTLY_DATABASE_PASSWORD_FILE"`
\set api_password `cat "$EVENTLY_DATABASE_API_PASSWORD_FILE"`
select length(:'app_password') >= 16 and length(:'api_password') >= 16 as given \gset
\if :given
\else
    -- An error and not \q, which ends with 0: whatever calls this must not take it for done.
    do $$ begin
        raise exception 'two files with passwords of 16 characters and more are needed: see the first lines of roles.sql';
    end $$;
\endif

do $$
declare
    each text;
begin
    foreach each in array array['evently_owner', 'evently_projection', 'evently_keys', 'evently_analyst',
        'evently_operator', 'evently_app', 'evently_api'] loop
        if not exists (select from pg_roles where rolname = each) then
            execute format('create role %I nologin', each);
        end if;
    end loop;
end $$;

-- The logins. What requests read has one that can become nobody else; the other becomes what its work needs.
alter role evently_app login noinherit password :'app_password';
alter role evently_api login password :'api_password';
grant evently_owner, evently_projection, evently_keys to evently_app;

-- What a server may refuse to others than its superuser. Evently runs without, and says so.
do $$
declare
    each text;
begin
    foreach each in array array[
        -- Tables are written past the policies that bind requests; else by their owner.
        'alter role evently_projection bypassrls',
        -- Whose transaction holds back the tables, and since when.
        'grant pg_read_all_stats to evently_projection',
        -- Rows are written without a look at foreign keys for each.
        'grant set on parameter session_replication_role to evently_projection, evently_owner',
        'grant pg_monitor to evently_operator'] loop
        begin
            execute each;
        exception when insufficient_privilege then
            raise warning 'refused: %', each;
        end;
    end loop;
end $$;

-- Databases and what is in them become evently_owner's.
select $take$
    do $$
    declare
        change text;
    begin
        for change in
            select format('alter schema %I owner to evently_owner', nspname) from pg_namespace
            where nspname in ('keys', 'analysis')
            union all
            select format('alter table %s owner to evently_owner', oid::regclass) from pg_class
            where relnamespace::regnamespace::text in ('public', 'keys', 'analysis') and relkind in ('r', 'p', 'v')
                and not exists (
                    select from pg_depend
                    where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
            union all
            -- Those of a column follow their table.
            select format('alter sequence %s owner to evently_owner', oid::regclass) from pg_class
            where relnamespace::regnamespace::text in ('public', 'keys', 'analysis') and relkind = 'S'
                and not exists (
                    select from pg_depend
                    where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype in ('a', 'i', 'e'))
            union all
            select format('alter routine %s owner to evently_owner', oid::regprocedure) from pg_proc
            where pronamespace::regnamespace::text in ('public', 'keys', 'analysis')
                and not exists (
                    select from pg_depend
                    where classid = 'pg_proc'::regclass and objid = pg_proc.oid and deptype = 'e')
            union all
            select format('alter type %s owner to evently_owner', oid::regtype) from pg_type
            where typnamespace::regnamespace::text in ('public', 'keys', 'analysis') and typtype = 'e'
        loop
            execute change;
        end loop;
        execute format('alter database %I owner to evently_owner', current_database());
    end $$
$take$ as take_over \gset
select exists (select from pg_database where datname = 'evently_0') as here \gset
\if :here
    \connect evently_0
    :take_over;
\endif
select exists (select from pg_database where datname = 'evently_1') as here \gset
\if :here
    \connect evently_1
    :take_over;
\endif
select exists (select from pg_database where datname = 'evently_2') as here \gset
\if :here
    \connect evently_2
    :take_over;
\endif
select exists (select from pg_database where datname = 'evently_3') as here \gset
\if :here
    \connect evently_3
    :take_over;
\endif
