-- The zone in which people read the times of an event: an IANA id, whose rules the program knows.
-- Constant, so the default costs no rewrite of the table. A zone that a newer program knows is only text here.
alter table events add column time_zone text not null default 'UTC' check (length(time_zone) between 1 and 64);
