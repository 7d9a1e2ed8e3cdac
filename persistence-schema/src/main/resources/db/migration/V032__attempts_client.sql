-- From where somebody tried to book, and with what, is kept encrypted only: the key is one of the service's, and has a term.

-- The client's address and agent. Null: unknown or forgotten, or a row of the version before, whose two columns are
-- written no more. The last one, so that partitions that are made later have it at the same place.
alter table booking_attempts add column client bytea;

-- Passes over booking_attempts that encrypt what the version before wrote in plain text: block by block, of all partitions at
-- once. A pass that is over is deleted here; when none is left there is no plain text.
create table plain_attempts (
    due_at     timestamptz not null primary key,
    -- Blocks before this one are done.
    next_block bigint      not null default 0
);
-- A second one a day later: nodes of the version before may still write.
insert into plain_attempts (due_at)
select now() + wait
from unnest(array[interval '0', interval '1 day']) as passes (wait)
where exists (select from booking_attempts) or exists (select from events);
