-- Who survives when nodes lose sight of each other: the side that holds the lease. Only used in database 0.
create table cluster_leases (
    name       text        not null primary key,
    owner      text        not null,
    held_until timestamptz not null
);
