-- What a person wants to hear of. In the database of the person, whether or not they have a row in users: a token is enough
-- to book. No row: everything.
create table message_preferences (
    user_id     uuid        not null primary key,
    -- {"email": {"booking": …, "waitlist": …, "event": …}, "inApp": {…}}, all booleans.
    preferences jsonb       not null,
    updated_at  timestamptz not null
);
alter table message_preferences enable row level security;
create policy own on message_preferences for select using (user_id = (select viewer_id()));

insert into access_rules values
    ('table', 'message_preferences', 'evently_projection', 'select, insert, update, delete'),
    ('table', 'message_preferences', 'evently_api', 'select');
select grant_roles();
