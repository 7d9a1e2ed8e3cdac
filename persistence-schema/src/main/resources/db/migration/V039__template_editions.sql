-- Templates of mails: in which language, who wrote them, and which came with Evently, so that better ones may follow where nobody edited them.
alter table email_templates
    add column language text    not null default 'en',
    -- An admin; null: Evently.
    add column author   uuid,
    -- Of the texts that come with Evently; null: an admin's.
    add column edition  integer;

-- GET /v1/email-templates/{type}: by its policy, admins.
insert into access_rules values ('table', 'email_templates', 'evently_api', 'select');
select grant_roles();
