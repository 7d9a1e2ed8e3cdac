-- GET /v1/events?q= finds whoever types words of a name, in any script and without their accents: words are cut by Evently itself, which needs no extension and no locale of the server.
alter table events add column search tsvector;

-- Null: not written yet. So are events from before this, and those that a node of the version before writes or renames.
create function events_search_is_old() returns trigger language plpgsql as $$
begin
    new.search := null;
    return new;
end $$;

create trigger events_search_is_old before update of name, description, venue on events
    for each row
    when ((old.name, old.description, old.venue) is distinct from (new.name, new.description, new.venue))
    execute function events_search_is_old();

-- What is to be written, which is mostly nothing.
create index idx_events_search_missing on events (id) where search is null;

-- Takes the place of the index over an expression, which knew English only and had to compute each event anew.
drop index idx_events_search;
create index idx_events_search on events using gin (search);
