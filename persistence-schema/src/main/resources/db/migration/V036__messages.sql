-- What people are told, and how far each database's journal was followed for it: written by followers of the journal of their own, so making the tables anew tells nothing again.

-- A row is of a person of this database, and the event may be in another. Nobody wrote rows before.
alter table notifications drop constraint notifications_user_id_fkey;
alter table notifications drop constraint notifications_event_id_fkey;
drop index idx_notifications_event;
drop index idx_notifications_user;

alter table notifications
    -- A word of io.evently.message.Cause.
    add column cause     text   not null default 'welcome',
    -- What the message was made of, by the words of io.evently.message.Variable; no personal data.
    add column variables jsonb  not null default '{}',
    -- Rises in the order of commits: whoever saw one has missed none below it.
    add column stream_no bigint not null default 0;
alter table notifications
    alter column cause drop default,
    alter column variables drop default,
    alter column stream_no drop default;

-- GET /v1/notifications, unread first, newest first; and what is theirs when a person is forgotten.
create index idx_notifications_user on notifications (user_id, read, stream_no desc);
-- What is new on the streams.
create index idx_notifications_stream on notifications (stream_no);

-- Whoever writes notifications locks it first, and hands out numbers from it.
create table notification_head (
    only_row boolean not null primary key default true check (only_row),
    last_no  bigint  not null
);
insert into notification_head (last_no) values (0);

-- Of this database's journal: up to where its followers went.
create table message_source (
    only_row            boolean not null primary key default true check (only_row),
    tx                  xid8    not null,
    ordering            bigint  not null,
    -- Rises when the journal is not what it was: restored from before, or come from another server.
    generation          bigint  not null,
    -- Where those go on whose position is of an older generation, or who have none.
    generation_tx       xid8    not null,
    generation_ordering bigint  not null
);
-- Of what was before this migration nobody is told.
insert into message_source (tx, ordering, generation, generation_tx, generation_ordering)
select coalesce(max(tx), '0'), coalesce(max(ordering), 0), 0, coalesce(max(tx), '0'), coalesce(max(ordering), 0)
from (select tx, ordering from event_journal order by tx desc, ordering desc limit 1) as last_record;

-- What of each database's journal was told here, moved by compare-and-set in the transaction that writes what is told.
create table message_positions (
    source     smallint not null primary key check (source between 0 and 3),
    generation bigint   not null,
    tx         xid8     not null,
    ordering   bigint   not null
);

-- Whose facts nobody was told though the position is behind them: they were set aside. From which record on.
create table message_backlog (
    persistence_id  varchar(255) not null primary key,
    sequence_number bigint       not null
);

-- What people were told of an event last: a change is told with what was before.
create table told_events (
    event_id   uuid         not null primary key,
    name       varchar(255) not null,
    venue      varchar(255) not null,
    event_date timestamptz  not null,
    time_zone  text         not null,
    -- The fact that said so.
    fact_no    bigint       not null
);
insert into told_events (event_id, name, venue, event_date, time_zone, fact_no)
select id, name, venue, event_date, 'UTC', fact_no from events;

-- What is to be told to all who have a booking or wait: some at a time, first those with bookings.
create table message_fanouts (
    event_id         uuid        not null,
    fact_no          bigint      not null,
    cause            text        not null,
    -- Bit n: in database n. One that is away has a row of its own.
    targets          smallint    not null,
    at               timestamptz not null,
    variables        jsonb       not null,
    -- The record of the fact: who is to be told is in the tables once they have it.
    generation       bigint      not null,
    tx               xid8        not null,
    ordering         bigint      not null,
    -- All bookings were looked at.
    booked_done      boolean     not null,
    -- The last booking that was looked at, newest first.
    before_created_at timestamptz,
    before_id        uuid,
    -- The last entry, in the order of joining.
    after_join_seq   bigint      not null,
    primary key (event_id, fact_no, cause, targets)
);

-- What a person of this database will be told if nothing comes before it: a hold or a promotion runs out.
create table message_reminders (
    -- Of the message that it becomes.
    id         uuid        not null primary key,
    user_id    uuid        not null,
    event_id   uuid        not null,
    cause      text        not null,
    due_at     timestamptz not null,
    -- Nobody is reminded of what is over.
    ends_at    timestamptz not null,
    -- What the entry of the waitlist allows; holds allow both.
    by_email   boolean     not null,
    in_app     boolean     not null,
    variables  jsonb       not null
);
create index idx_message_reminders_due on message_reminders (due_at, id);

-- Notifications, reminders, preferences and mails that were deleted or emptied.
alter table erasures add column messages_forgotten integer not null default 0;

-- No request reads these.
alter table message_reminders enable row level security;

insert into access_rules
select 'table', unnest(array[
        'notification_head', 'message_source', 'message_positions', 'message_backlog', 'told_events', 'message_fanouts',
        'message_reminders']),
    'evently_projection', 'select, insert, update, delete';
insert into access_rules
select 'table', unnest(array['message_source', 'message_positions', 'message_backlog']), 'evently_operator', 'select';
select grant_roles();
