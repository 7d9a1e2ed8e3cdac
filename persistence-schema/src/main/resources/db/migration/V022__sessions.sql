-- Sessions that end before their tokens do, what a deactivated user has to give back, and who may administer: no right
-- outlives its end by more than a minute on any node, and somebody can always administer.

-- In the database of the user: tokens that are refused though they have not expired. Every node reads what is new here
-- every 20 s. Not only made from the journal (a token's own log-out is only here), so a rebuild leaves it alone.
create table session_marks (
    -- A user, or one token: the first half of the SHA-256 of what it says.
    subject    uuid        not null primary key,
    -- The number of the user's fact that says so; 0: no fact does.
    version    bigint      not null,
    -- Tokens of an earlier epoch of this user are refused; of other issuers' tokens those that were issued by then.
    epoch      timestamptz not null,
    -- The one token that goes on nevertheless: the one its user changed the password with.
    kept_token uuid,
    -- No token is taken: the user is deactivated, or it is the mark of a token.
    barred     boolean     not null,
    -- When the token would have expired; null for a user.
    ends_at    timestamptz,
    -- By the database's clock: what nodes have not read yet.
    marked_at  timestamptz not null
);
create index idx_session_marks_marked on session_marks (marked_at, subject);

-- In the database of the user: who was deactivated, until their holds, entries and promotions have ended in all four
-- databases. Written with the row in users; a rebuild writes it again, and then there is nothing left to end.
create table departures (
    user_id  uuid        not null primary key,
    -- The number of the fact that deactivated them.
    version  bigint      not null,
    -- The admin who did it.
    by_admin uuid,
    noted_at timestamptz not null,
    -- Bit n: nothing is left in database n.
    done     smallint    not null default 0
);
create index idx_departures_noted on departures (noted_at, user_id);

-- In database 0: the active admins that count, so that the last one can be told from the last but one. One place decides,
-- wherever the users live. Not made from the journals; admins that are missing here are looked up in users.
create table active_admins (
    user_id    uuid        not null primary key,
    -- The number of the user's fact up to which this is known.
    version    bigint      not null,
    -- False: their right is being taken, or was.
    counts     boolean     not null,
    changed_at timestamptz not null
);

-- Whom to look up: there are few admins among many users.
create index idx_users_admins on users (id) where role = 'admin' and is_active;
