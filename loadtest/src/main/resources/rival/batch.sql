-- A whole batch in one call and one commit, of one event or many: each event's row is locked and updated once.
create function book_batch(p_bookings uuid[], p_events uuid[], p_users uuid[], p_quantities integer[]) returns text[]
    language plpgsql as
$$
declare
    v_fits    boolean;
    -- Made before any row is locked.
    v_answers text[] := array(
        select 'EVT' || to_char(now() at time zone 'utc', 'YYYYMMDD') || upper(right(booking::text, 12))
          from unnest(p_bookings) with ordinality as made (booking, place)
         order by place);
begin
    -- In the order of ids, so that no two batches wait for each other.
    with locked as (
        select id, status, available_seats
          from events
         where id = any (p_events)
         order by id
           for update
    ), asked as (
        select event, sum(quantity) as seats
          from unnest(p_events, p_quantities) as wish (event, quantity)
         group by event
    )
    select bool_and(coalesce(status = 'active' and available_seats >= seats, false))
      into v_fits
      from asked
      left join locked on id = event;
    if not v_fits then
        -- Some are refused, and their order says who.
        for place in 1 .. cardinality(p_bookings) loop
            v_answers[place] := book(p_bookings[place], p_events[place], p_users[place], p_quantities[place]);
        end loop;
        return v_answers;
    end if;
    update events
       set available_seats = available_seats - seats, version = version + bookings, updated_at = now()
      from (select event, sum(quantity) as seats, count(*) as bookings
              from unnest(p_events, p_quantities) as wish (event, quantity)
             group by event) as asked
     where id = event;
    insert into bookings (id, user_id, event_id, quantity, total_amount, status, booking_ref)
    select booking, person, event, quantity, current_price * quantity, 'confirmed', reference
      from unnest(p_bookings, p_users, p_events, p_quantities, v_answers)
               as wish (booking, person, event, quantity, reference)
      join events on events.id = event;
    return v_answers;
end
$$;
