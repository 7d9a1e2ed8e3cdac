-- Every change of a price, with its reason and author, for clients and for the books.
create table pricing_history (
    -- Made from event and fact number, so that a rebuild gives the same.
    id         uuid           not null primary key,
    event_id   uuid           not null references events (id) on delete cascade,
    old_price  numeric(10, 2) not null,
    new_price  numeric(10, 2) not null,
    reason     text           not null,
    -- Null: a step of the event's pricing rule, which the reason names.
    applied_by uuid           references users (id) on delete set null,
    applied_at timestamptz    not null,
    fact_no    bigint         not null,
    -- GET /v1/events/{id}/price-history, newest first: facts are numbered in order of time.
    constraint pricing_history_fact_key unique (event_id, fact_no),
    constraint chk_history_prices check (old_price >= 0 and new_price >= 0)
);
