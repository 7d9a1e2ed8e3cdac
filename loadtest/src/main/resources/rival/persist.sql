-- The journal of the event-sourced rival: pekko-persistence-jdbc's own table and indexes (its
-- schema/postgres/postgres-create-schema.sql) in a schema of its own. Without its other tables: no tags, no snapshots.
create schema persist;

create table persist.event_journal (
    ordering           bigserial,
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

    primary key (persistence_id, sequence_number)
);
create unique index event_journal_ordering_idx on persist.event_journal (ordering);
