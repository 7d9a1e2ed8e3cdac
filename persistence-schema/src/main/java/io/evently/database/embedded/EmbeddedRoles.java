package io.evently.database.embedded;

/** The roles of the embedded server, made anew at each start, so that nothing of them is left of what somebody changed. */
final class EmbeddedRoles {

    static final String MAKE_LOGIN =
            """
            do $$ begin
                if not exists (select from pg_roles where rolname = '%1$s') then
                    create role %1$s;
                end if;
            end $$;
            alter role %1$s login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password '%2$s';
            """;

    /** As postgres/roles.sql of cluster-config makes them elsewhere. */
    static final String MAKE =
            """
            do $$
            declare
                each text;
            begin
                foreach each in array array[
                    'evently_projection', 'evently_keys', 'evently_analyst', 'evently_operator'] loop
                    if not exists (select from pg_roles where rolname = each) then
                        execute format('create role %I', each);
                    end if;
                    execute format('alter role %I nologin nosuperuser nocreatedb nocreaterole noreplication', each);
                end loop;
            end $$;
            -- COPY into a table is refused to whom its policies apply.
            alter role evently_projection bypassrls;
            alter role evently_app noinherit;
            grant evently_projection, evently_keys to evently_app;
            -- Nodes that share this server connect as its owner (three-nodes.sh).
            grant evently_projection, evently_keys, evently_api to evently_owner;
            -- Whose transaction holds back the tables, and since when.
            grant pg_read_all_stats to evently_owner, evently_projection;
            -- The tables are written without foreign keys (ForeignKeys).
            grant set on parameter session_replication_role to evently_owner, evently_projection;
            revoke set on parameter session_replication_role from evently_app;
            revoke pg_read_all_stats from evently_app;
            grant pg_monitor to evently_operator;
            """;

    /** A database that an earlier Evently made as superuser becomes the owner's, with all that is in it. */
    static final String TAKE_OVER =
            """
            do $$
            declare
                change text;
            begin
                for change in
                    select format('alter table %s owner to evently_owner', oid::regclass) from pg_class
                    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
                    union all
                    -- Those of a column follow their table.
                    select format('alter sequence %s owner to evently_owner', oid::regclass) from pg_class c
                    where relnamespace = 'public'::regnamespace and relkind = 'S'
                        and not exists (
                            select from pg_depend
                            where classid = 'pg_class'::regclass and objid = c.oid and deptype in ('a', 'i'))
                    union all
                    select format('alter routine %s owner to evently_owner', oid::regprocedure) from pg_proc p
                    where pronamespace = 'public'::regnamespace
                        and not exists (
                            select from pg_depend
                            where classid = 'pg_proc'::regclass and objid = p.oid and deptype = 'e')
                    union all
                    select format('alter type %s owner to evently_owner', oid::regtype) from pg_type t
                    where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
                        and not exists (
                            select from pg_depend
                            where classid = 'pg_type'::regclass and objid = t.oid and deptype = 'e')
                loop
                    execute change;
                end loop;
                execute format('alter database %I owner to evently_owner', current_database());
            end $$
            """;

    private EmbeddedRoles() {}
}
