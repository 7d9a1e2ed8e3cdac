-- Who survives when nodes lose sight of each other: the side that holds the lease. Only used in database 0.
create table cluster_leases (
    name       text        not null primary key,
    owner      text        not null,
    held_until timestamptz not null
);

-- Members of the cluster that are up, as they say themselves every few seconds: while one is, nobody founds another. Only
-- used in database 0.
create table cluster_members (
    address text        not null primary key,
    seen_at timestamptz not null
);
