-- Of whom webhooks are told later: a record of theirs could not be read when its turn came. From which record on.
create table webhook_backlog (
    persistence_id  varchar(255) not null primary key,
    sequence_number bigint       not null,
    since           timestamptz  not null default now()
);

insert into access_rules values
    ('table', 'webhook_backlog', 'evently_projection', 'select, insert, update, delete'),
    ('table', 'webhook_backlog', 'evently_operator', 'select');
select grant_roles();
