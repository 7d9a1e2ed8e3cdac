-- What e-mails say, and what became of each.
create type email_provider as enum ('sendgrid', 'smtp');
create type email_status as enum ('pending', 'sent', 'failed', 'bounced');

create table email_templates (
    id               uuid         not null primary key,
    template_type    message_type not null,
    subject_template text         not null,
    html_template    text         not null,
    text_template    text         not null,
    variables        jsonb        not null,
    is_active        boolean      not null,
    version          integer      not null,
    created_at       timestamptz  not null,
    updated_at       timestamptz  not null,
    constraint email_templates_version_key unique (template_type, version)
);
-- GET /v1/email-templates/{type}: the one that is used.
create unique index unq_active_template on email_templates (template_type) where is_active;

create table email_delivery_log (
    id              uuid           not null primary key,
    -- Ciphertext under the recipient's key; null once the person is forgotten.
    recipient_email bytea,
    template_type   message_type   not null,
    provider        email_provider not null,
    status          email_status   not null,
    send_attempts   integer        not null,
    last_attempt_at timestamptz,
    delivered_at    timestamptz,
    error_message   text,
    metadata        jsonb          not null,
    created_at      timestamptz    not null,
    constraint chk_send_attempts check (send_attempts >= 0)
);
-- GET /v1/email-deliveries?status=, newest first.
create index idx_email_deliveries_status on email_delivery_log (status, created_at desc, id desc);
