-- The journal and its snapshots: the only truth; every other table of this database can be rebuilt from it.

-- Exactly what pekko-persistence-jdbc 1.1.1 wants for PostgreSQL, and one column more: tx.
create table event_journal (
    ordering           bigserial    not null,
    persistence_id     varchar(255) not null,
    sequence_number    bigint       not null,
    deleted            boolean      not null default false,
    writer             varchar(255) not null,
    write_timestamp    bigint,
    adapter_manifest   varchar(255),
    event_ser_id       integer      not null,
    event_ser_manifest varchar(255) not null,
    event_payload      bytea        not null,
    meta_ser_id        integer,
    meta_ser_manifest  varchar(255),
    meta_payload       bytea,
    -- Who wrote the row, so that a reader can stay behind the oldest transaction that may still commit. `ordering`
    -- alone cannot tell: a number drawn early may be committed late.
    tx                 xid8         not null default pg_current_xact_id(),
    primary key (persistence_id, sequence_number)
);
create unique index event_journal_ordering_idx on event_journal (ordering);
-- The projection reads in this order.
create index event_journal_tx_idx on event_journal (tx, ordering);

-- Payloads are mostly random ids: compressing them costs time and gains nothing. Up to 8 kB stay in the row, which
-- saves a second insert for commits of up to about a hundred bookings.
alter table event_journal alter column event_payload set storage external;
alter table event_journal set (toast_tuple_target = 8160);

-- Evently writes no tags; the plugin expects the table.
create table event_tag (
    event_id bigint       not null references event_journal (ordering) on delete cascade,
    tag      varchar(256) not null,
    primary key (event_id, tag)
);

create table snapshot (
    persistence_id        varchar(255) not null,
    sequence_number       bigint       not null,
    created               bigint       not null,
    snapshot_ser_id       integer      not null,
    snapshot_ser_manifest varchar(255) not null,
    snapshot_payload      bytea        not null,
    meta_ser_id           integer,
    meta_ser_manifest     varchar(255),
    meta_payload          bytea,
    primary key (persistence_id, sequence_number)
);
alter table snapshot alter column snapshot_payload set storage external;
