package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import io.evently.loadtest.verify.Journals.Place;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/** Bookings made for people who have left. */
final class PlantedTooLate {

    private static final long TOO_LATE_NANOS = LateRules.GRACE_NANOS + TimeUnit.SECONDS.toNanos(1);

    private PlantedTooLate() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError(
                        "booked for who had left, after others came",
                        Rules.NOT_AFTER_THE_END,
                        PlantedTooLate::afterOthersCame),
                new PlantedError(
                        "booked for who had left, by its own time",
                        Rules.NOT_AFTER_THE_END,
                        PlantedTooLate::byItsOwnTime));
    }

    /** Somebody came 3 s after the asker was told the end, and was served first. */
    private static Optional<Evidence> afterOthersCame(Evidence evidence) {
        Map<UUID, Operation> requests = Planting.onlyRequests(evidence);
        for (UUID eventId : Journals.events(evidence)) {
            Operation[] before = new Operation[1];
            Optional<Place> later = Journals.first(eventId, evidence.journals().get(eventId), place -> {
                Operation request = requestOf(place, requests);
                if (request != null && before[0] != null) {
                    return true;
                }
                before[0] = request == null ? before[0] : request;
                return false;
            });
            if (later.isPresent()) {
                Operation request = requestOf(later.get(), requests);
                return Optional.of(Planting.toldTheEnd(evidence, request, before[0].invokedNanos() - TOO_LATE_NANOS));
            }
        }
        return Optional.empty();
    }

    /** Nobody came before, but the commit says that it is 3 s late. */
    private static Optional<Evidence> byItsOwnTime(Evidence evidence) {
        Map<UUID, Operation> requests = Planting.onlyRequests(evidence);
        return Journals.first(evidence, place -> requestOf(place, requests) != null)
                .map(place -> {
                    JournalCommit commit =
                            evidence.journals().get(place.eventId()).get(place.commit());
                    long decided = evidence.epochNanos() + TimeUnit.MICROSECONDS.toNanos(commit.at());
                    return Planting.toldTheEnd(evidence, requestOf(place, requests), decided - TOO_LATE_NANOS);
                });
    }

    private static Operation requestOf(Place place, Map<UUID, Operation> requests) {
        return place.fact() instanceof BookingMade made ? requests.get(made.bookingId()) : null;
    }
}
