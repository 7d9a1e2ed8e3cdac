package io.evently.loadtest.audit;

import io.evently.loadtest.audit.Tables.BookingRow;
import io.evently.loadtest.audit.Tables.EventRow;
import io.evently.loadtest.sale.EventlyApi.Availability;
import io.evently.loadtest.sale.EventlyApi.BookingNow;
import io.evently.loadtest.sale.EventlyApi.EventSeats;
import io.evently.loadtest.sale.Order;
import java.util.List;
import java.util.Map;

/**
 * What actor, API and tables show of one event after a sale.
 *
 * @param actor availability, as the actor published it
 * @param page the event's own page
 * @param asked some accepted orders, and what their owners read of them
 * @param event its row in the tables, null if missing
 * @param bookings its bookings in the tables
 * @param attempts rows of attempts by answer
 * @param strays rows in the wrong database
 */
public record Seen(
        Availability actor,
        EventSeats page,
        Map<Order, BookingNow> asked,
        EventRow event,
        List<BookingRow> bookings,
        Map<String, Long> attempts,
        long strays) {}
