package io.evently.loadtest.rival;

import io.evently.loadtest.verify.Violation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Whether a rival kept what it acknowledged. Every call was answered, so nothing else may be stored either. */
final class RivalAudit {

    private final List<Violation> violations = new ArrayList<>();

    private RivalAudit() {}

    static List<Violation> of(List<RivalBooking> acknowledged, StoredBookings kept) {
        var audit = new RivalAudit();
        Map<UUID, RivalBooking> stored = audit.nothingMustBeBookedTwice(kept.bookings());
        audit.eachEventMustCountItsBookings(kept);
        audit.theAcknowledgedMustBeStored(acknowledged, stored);
        return List.copyOf(audit.violations);
    }

    private Map<UUID, RivalBooking> nothingMustBeBookedTwice(List<RivalBooking> bookings) {
        Map<UUID, RivalBooking> stored = new HashMap<>();
        for (RivalBooking booking : bookings) {
            if (stored.put(booking.id(), booking) != null) {
                violations.add(new Violation("nothing must be booked twice", booking.toString()));
            }
        }
        return stored;
    }

    private void eachEventMustCountItsBookings(StoredBookings kept) {
        int events = kept.counts().size();
        long[] bookings = new long[events];
        long[] seats = new long[events];
        for (RivalBooking booking : kept.bookings()) {
            bookings[booking.event()]++;
            seats[booking.event()] += booking.quantity();
        }
        for (int event = 0; event < events; event++) {
            var sum = new StoredBookings.Count(bookings[event], seats[event]);
            if (!kept.counts().get(event).equals(sum)) {
                violations.add(new Violation(
                        "each event must count its bookings",
                        "event " + event + " says " + kept.counts().get(event) + ", stored are " + sum));
            }
        }
    }

    private void theAcknowledgedMustBeStored(List<RivalBooking> acknowledged, Map<UUID, RivalBooking> stored) {
        for (RivalBooking booking : acknowledged) {
            RivalBooking found = stored.remove(booking.id());
            if (!booking.equals(found)) {
                violations.add(new Violation("what was acknowledged must be stored", booking + ", but found " + found));
            }
        }
        if (!stored.isEmpty()) {
            violations.add(new Violation(
                    "only what was acknowledged must be stored",
                    stored.size() + " more, as " + stored.values().iterator().next()));
        }
    }
}
