-- Who reads and writes rows need not own the tables: evently_app, where there is such a role, may do the one and not the other.
do $$
declare
    -- They make, move and drop partitions while Evently runs, which only an owner can: so they do it as the owner, and
    -- nobody else may call them.
    functions text[] := array[
        'ensure_partition(text, text, text, timestamptz, timestamptz)',
        'ensure_partitions(timestamptz, integer, integer)',
        'drop_partitions(text, timestamptz)'];
    each      text;
begin
    foreach each in array functions loop
        execute format('alter function %s security definer set search_path = %I, pg_temp', each, current_schema());
        execute format('revoke execute on function %s from public', each);
    end loop;

    if exists (select from pg_roles where rolname = 'evently_app') then
        foreach each in array functions loop
            execute format('grant execute on function %s to evently_app', each);
        end loop;
        execute format('grant usage on schema %I to evently_app', current_schema());
        execute format('grant select, insert, update, delete on all tables in schema %I to evently_app', current_schema());
        execute format('grant usage, select on all sequences in schema %I to evently_app', current_schema());
        revoke insert, update, delete on flyway_schema_history from evently_app;
        -- What later migrations make, and partitions.
        execute format(
            'alter default privileges in schema %I grant select, insert, update, delete on tables to evently_app',
            current_schema());
        execute format(
            'alter default privileges in schema %I grant usage, select on sequences to evently_app', current_schema());
    end if;
end
$$;
