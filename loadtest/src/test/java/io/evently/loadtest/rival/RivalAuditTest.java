package io.evently.loadtest.rival;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.loadtest.verify.Violation;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class RivalAuditTest {

    private static final RivalBooking TWO = new RivalBooking(UUID.randomUUID(), 0, UUID.randomUUID(), 2);
    private static final RivalBooking THREE = new RivalBooking(UUID.randomUUID(), 1, UUID.randomUUID(), 3);

    @Test
    void whatIsStoredAsAcknowledgedIsClean() {
        assertThat(rules(List.of(TWO, THREE), List.of(THREE, TWO), count(1, 2), count(1, 3)))
                .isEmpty();
    }

    @Test
    void aLostBookingIsFound() {
        assertThat(rules(List.of(TWO, THREE), List.of(TWO), count(1, 2), count(0, 0)))
                .containsExactly("what was acknowledged must be stored");
    }

    @Test
    void aChangedBookingIsFound() {
        var changed = new RivalBooking(TWO.id(), TWO.event(), TWO.user(), 1);
        assertThat(rules(List.of(TWO), List.of(changed), count(1, 1)))
                .containsExactly("what was acknowledged must be stored");
    }

    @Test
    void aBookingNobodyWasToldOfIsFound() {
        assertThat(rules(List.of(TWO), List.of(TWO, THREE), count(1, 2), count(1, 3)))
                .containsExactly("only what was acknowledged must be stored");
    }

    @Test
    void aBookingStoredTwiceIsFound() {
        assertThat(rules(List.of(TWO), List.of(TWO, TWO), count(2, 4))).containsExactly("nothing must be booked twice");
    }

    @Test
    void anEventThatMiscountsIsFound() {
        assertThat(rules(List.of(TWO), List.of(TWO), count(1, 1)))
                .containsExactly("each event must count its bookings");
        assertThat(rules(List.of(TWO), List.of(TWO), count(2, 2)))
                .containsExactly("each event must count its bookings");
    }

    private static List<String> rules(
            List<RivalBooking> acknowledged, List<RivalBooking> stored, StoredBookings.Count... counts) {
        return RivalAudit.of(acknowledged, new StoredBookings(stored, List.of(counts))).stream()
                .map(Violation::rule)
                .toList();
    }

    private static StoredBookings.Count count(long bookings, long seats) {
        return new StoredBookings.Count(bookings, seats);
    }
}
