-- What a user was told, and whether they saw it. Partitioned by month, because a year of them is dropped at once.
create type message_type as enum (
    'welcome', 'booking_confirm', 'cancellation', 'waitlist_join', 'waitlist_promotion', 'notification');
create type notification_status as enum ('pending', 'sent', 'delivered', 'failed');

create table notifications (
    id           uuid                not null,
    user_id      uuid                not null references users (id) on delete cascade,
    event_id     uuid                references events (id) on delete cascade,
    type         message_type        not null,
    message      text                not null,
    channels     jsonb               not null,
    status       notification_status not null,
    sent_at      timestamptz,
    delivered_at timestamptz,
    read         boolean             not null,
    -- The time of the fact it tells of: a row has one even before it is sent, and a replay gives the same.
    created_at   timestamptz         not null,
    primary key (id, created_at)
) partition by range (created_at);
create table notifications_default partition of notifications default;

-- GET /v1/notifications, newest first.
create index idx_notifications_user on notifications (user_id, created_at desc, id desc);
-- The deletion of an event.
create index idx_notifications_event on notifications (event_id);
