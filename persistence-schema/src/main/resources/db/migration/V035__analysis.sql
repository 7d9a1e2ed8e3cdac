-- What analysts look at: numbers of groups of at least five people, of days that are over, and no person in them.
create schema analysis;

-- Makes the pseudonyms of a year. Nobody reads it but the owner, so nobody can make the pseudonym of an id they know.
-- Each database and each year has its own, so pseudonyms of two of them cannot be joined.
create table pseudonym_keys (
    year integer not null primary key,
    key  bytea   not null check (octet_length(key) = 32)
);
alter table pseudonym_keys enable row level security;

-- The keys up to next year's, for a database that is read while no node runs. Called once a day.
create function analysis.make_keys() returns void
    language sql volatile security definer
as
$$
    insert into pseudonym_keys (year, key)
    -- 244 bits of chance.
    select year, sha256(uuid_send(gen_random_uuid()) || uuid_send(gen_random_uuid()))
    from generate_series(2026, extract(year from now() at time zone 'UTC')::integer + 1) year
    on conflict (year) do nothing
$$;

-- Days before today: what is over does not change any more, so two looks at it do not show who came in between.
create function analysis.today() returns timestamptz
    language sql stable parallel safe
    return date_trunc('day', now(), 'UTC');

-- Bookings made, cancelled and expired, by event and day; a booking is in one row of each kind.
create view analysis.bookings_by_day with (security_barrier) as
select event_id, day, what, count(*) as bookings, sum(quantity) as seats, sum(total_amount) as amount,
    count(distinct user_id) as people
from (
    select event_id, user_id, quantity, total_amount, created_at as at,
        (created_at at time zone 'UTC')::date as day, 'made' as what
    from bookings
    union all
    select event_id, user_id, quantity, total_amount, updated_at, (updated_at at time zone 'UTC')::date, status::text
    from bookings where status in ('cancelled', 'expired')) changes
where at < analysis.today()
group by event_id, day, what
having count(distinct user_id) >= 5;

-- Who has seats of events that are over. In fives: else this, less the days above, were a day that is not shown.
create view analysis.attendance with (security_barrier) as
select events.id as event_id, (event_date at time zone 'UTC')::date as day, total_capacity as capacity,
    count(*) / 5 * 5 as bookings, sum(quantity) / 5 * 5 as seats, count(distinct user_id) / 5 * 5 as people
from events
join bookings on bookings.event_id = events.id and bookings.status = 'confirmed'
where event_date < analysis.today() and events.status <> 'cancelled'
group by events.id
having count(distinct user_id) >= 5;

-- Attempts to book and why they were refused, by event and day.
create view analysis.demand with (security_barrier) as
select event_id, (attempted_at at time zone 'UTC')::date as day, coalesce(failure_reason, 'success') as outcome,
    count(*) as attempts, sum(quantity) as seats, count(distinct user_id) as people
from booking_attempts
where attempted_at < analysis.today()
group by event_id, 2, 3
having count(distinct user_id) >= 5;

-- From joining the waitlist to being promised seats, in whole minutes: an exact time is somebody's.
create view analysis.waiting_times with (security_barrier) as
select waitlist_promotions.event_id, (promoted_at at time zone 'UTC')::date as day, count(*) as promotions,
    count(distinct waitlist_promotions.user_id) as people,
    (extract(epoch from avg(promoted_at - joined_at)) / 60)::integer as mean_minutes,
    (extract(epoch from percentile_cont(0.5) within group (order by promoted_at - joined_at)) / 60)::integer
        as median_minutes
from waitlist_promotions
join waitlist_entries on waitlist_entries.id = waitlist_id
where promoted_at < analysis.today()
group by waitlist_promotions.event_id, 2
having count(distinct waitlist_promotions.user_id) >= 5;

-- Changes of prices; who made them and what they wrote is a person's.
create view analysis.price_steps with (security_barrier) as
select event_id, applied_at as changed_at, old_price, new_price, applied_by is null as by_rule
from pricing_history;

-- How much people book in a year: whoever is shown shares what is shown of them with four others at least. Of those whose
-- own row is in this database, a quarter of all by a hash of their ids: it knows who was forgotten, and they have no
-- pseudonym.
create view analysis.customers with (security_barrier) as
select banded.year, encode(sha256(pseudonym_keys.key || uuid_send(user_id)), 'hex') as pseudonym, events, seats
from (
    select *, count(*) over (partition by year, events, seats) as alike
    from (
        select user_id, year,
            case when events = 1 then '1' when events <= 3 then '2-3' when events <= 9 then '4-9' else '10+' end
                as events,
            case when seats <= 2 then '1-2' when seats <= 9 then '3-9' when seats <= 29 then '10-29' else '30+' end
                as seats
        from (
            select user_id, extract(year from created_at at time zone 'UTC')::integer as year,
                count(distinct event_id) as events, sum(quantity) as seats
            from bookings
            where status = 'confirmed' and created_at < analysis.today()
            group by 1, 2) booked
        join users on users.id = user_id and users.version > 0 and deleted_at is null) people) banded
join pseudonym_keys on pseudonym_keys.year = banded.year
where alike >= 5;

insert into access_rules
select 'table', 'analysis.' || unnest(array[
        'attendance', 'bookings_by_day', 'customers', 'demand', 'price_steps', 'waiting_times']),
    'evently_analyst', 'select';
insert into access_rules values
    ('schema', 'analysis', 'evently_analyst', 'usage'),
    ('schema', 'analysis', 'evently_projection', 'usage'),
    ('function', 'analysis.make_keys()', 'evently_projection', 'execute');

do $$ begin
    execute format('alter function analysis.make_keys() set search_path = %I, pg_temp', current_schema());
    revoke execute on function analysis.make_keys() from public;
end $$;

select analysis.make_keys();
select grant_roles();
