-- The ERD's own way to book, in its best shape: one function, one round trip, a row lock on the event.
create function book(p_booking uuid, p_event uuid, p_user uuid, p_quantity integer) returns text
    language plpgsql as
$$
declare
    v_available integer;
    v_price     numeric(10, 2);
    v_status    event_status;
    v_reference text;
begin
    select available_seats, current_price, status
      into v_available, v_price, v_status
      from events
     where id = p_event
       for update;
    if not found then
        return 'NOT_FOUND';
    elsif v_status <> 'active' then
        return 'EVENT_NOT_ON_SALE';
    elsif v_available = 0 then
        return 'SOLD_OUT';
    elsif v_available < p_quantity then
        return 'NOT_ENOUGH_SEATS';
    end if;
    v_reference := 'EVT' || to_char(now() at time zone 'utc', 'YYYYMMDD') || upper(right(p_booking::text, 12));
    insert into bookings (id, user_id, event_id, quantity, total_amount, status, booking_ref)
    values (p_booking, p_user, p_event, p_quantity, v_price * p_quantity, 'confirmed', v_reference);
    update events
       set available_seats = v_available - p_quantity, version = version + 1, updated_at = now()
     where id = p_event;
    return v_reference;
end
$$;
