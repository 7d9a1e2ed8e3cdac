package io.evently.event.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.event.Booking;
import io.evently.event.BookingStatus;
import io.evently.event.EventStatus;
import io.evently.event.Promotion;
import io.evently.event.PromotionStatus;
import io.evently.event.SeatCounts;
import io.evently.event.state.Event;

/** The first invariant of {@code design.md}, counted from the bookings and not from the counters. */
final class Seats {

    private Seats() {}

    /** Available + held + promised + confirmed = capacity, none negative, and the counters agree with bookings and promotions. */
    static void mustBeConserved(Event event, long at) {
        SeatCounts tally = event.tally();
        int confirmed = 0;
        int held = 0;
        long revenue = 0;
        for (Booking stored : event.bookings()) {
            // What is due still holds its seats until a fact says otherwise: nobody else may have them before.
            Booking booking = event.status() == EventStatus.ACTIVE ? stored : event.booking(stored.id(), at);
            if (booking.status() == BookingStatus.CONFIRMED) {
                confirmed += booking.quantity();
                revenue += booking.totalAmount();
            } else if (booking.status() == BookingStatus.PENDING) {
                held += booking.quantity();
            }
        }
        int promised = 0;
        for (Promotion promotion : event.waitlist().promotions()) {
            promised += promotion.status() == PromotionStatus.PENDING ? promotion.quantity() : 0;
        }
        assertThat(tally.promised()).as("promised seats").isEqualTo(promised);
        assertThat(tally.confirmed()).as("confirmed seats").isEqualTo(confirmed);
        assertThat(tally.held()).as("held seats").isEqualTo(held);
        assertThat(tally.revenue()).as("revenue").isEqualTo(revenue);
        assertThat(tally.available()).as("available seats").isNotNegative();
        assertThat(tally.available() + tally.held() + tally.promised() + tally.confirmed())
                .as("all seats")
                .isEqualTo(tally.capacity());
    }
}
