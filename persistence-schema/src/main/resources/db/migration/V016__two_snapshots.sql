-- An entity needs its newest snapshot, and the one before in case that is damaged; older ones would grow for ever.
create function forget_older_snapshots() returns trigger language plpgsql as $$
begin
    delete from snapshot s
    where s.persistence_id = new.persistence_id
      and s.sequence_number < (
          select sequence_number from snapshot
          where persistence_id = new.persistence_id
          order by sequence_number desc offset 1 limit 1);
    return null;
end;
$$;

create trigger two_snapshots after insert on snapshot
    for each row execute function forget_older_snapshots();
