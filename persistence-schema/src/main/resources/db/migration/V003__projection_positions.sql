-- How far a projection has carried the journal into the tables, moved by compare-and-set in the transaction that writes them.
create table projection_positions (
    projection text        not null primary key,
    -- Everything up to and including this row of the journal is in the tables.
    tx         xid8        not null,
    ordering   bigint      not null,
    moved_at   timestamptz not null
);
