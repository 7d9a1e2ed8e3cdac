-- Mails say which of an event's facts they tell of, for two within a second; and some go where somebody no longer is.
alter table email_delivery_log
    -- Of the event's facts, the one it tells of: a calendar takes the larger one. 0: of none, or from before this column.
    add column fact_no      bigint not null default 0,
    -- The address, under the person's key, that they have left and that this mail goes to; null: it goes to the one they have.
    add column former_email bytea;
