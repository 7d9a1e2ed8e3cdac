-- What nodes tell each other by way of the databases: which of them each reaches, so that one that is cut off knows that
-- others are better off; and when their cluster was founded, so that of two clusters the younger ends.

-- In each of the four: whoever reaches this database learns what its other readers reach.
create table database_reach (
    address     text        not null primary key,
    -- Bit n: the node reaches database n, and can write there.
    databases   smallint    not null,
    clock_right boolean     not null,
    seen_at     timestamptz not null
);

-- Null: written by a node that does not know of it yet.
alter table cluster_members add column founded_at timestamptz;
