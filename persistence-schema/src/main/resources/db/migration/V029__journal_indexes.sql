-- A record of the journal is in two indexes, not in three: nobody looks for its number alone.

-- Evently writes no tags. The plugin expects the table, not its foreign key, for which `ordering` had an index of its own.
alter table event_tag drop constraint event_tag_event_id_fkey;
drop index event_journal_ordering_idx;
