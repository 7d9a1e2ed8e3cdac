package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.AVAILABILITY;
import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Kind.READ_STRANGERS_BOOKING;
import static io.evently.loadtest.history.Operation.Verdict.OK;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import io.evently.loadtest.verify.Journals.Place;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** What may have been read wrongly, or in the wrong order. */
final class PlantedInReads {

    private PlantedInReads() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError(
                        "stranger's booking readable",
                        Rules.NOTHING_FOR_STRANGERS,
                        PlantedInReads::strangersBookingReadable),
                new PlantedError("facts out of order", Rules.ORDER_OF_TIME, PlantedInReads::factsOutOfOrder),
                new PlantedError("stale read", Rules.READS_ARE_FRESH, PlantedInReads::staleRead),
                new PlantedError("read going back", Rules.READS_NEVER_GO_BACK, PlantedInReads::readGoingBack),
                new PlantedError("forged read", Rules.READS_ARE_TRUE, PlantedInReads::forgedRead));
    }

    /** A stranger's request is answered with the booking. */
    private static Optional<Evidence> strangersBookingReadable(Evidence evidence) {
        return Planting.withOperation(
                evidence,
                operation -> operation.kind() == READ_STRANGERS_BOOKING,
                operation -> operation.answered(OK, 200, null, operation.body(), false));
    }

    /** Two bookings change places, though one was acknowledged before the other was asked for. */
    private static Optional<Evidence> factsOutOfOrder(Evidence evidence) {
        Map<UUID, Operation> onlyRequest = Planting.onlyRequests(evidence);
        for (UUID eventId : Journals.events(evidence)) {
            Place[] earliest = new Place[1];
            Optional<Place> later = Journals.first(eventId, evidence.journals().get(eventId), place -> {
                Operation request = place.fact() instanceof BookingMade made ? onlyRequest.get(made.bookingId()) : null;
                if (request == null) {
                    return false;
                }
                if (earliest[0] == null
                        || request.endedNanos() < of(earliest[0], onlyRequest).endedNanos()) {
                    earliest[0] = place;
                    return false;
                }
                return of(earliest[0], onlyRequest).endedNanos() < request.invokedNanos();
            });
            if (later.isPresent()) {
                Evidence half =
                        Journals.replace(evidence, earliest[0], later.get().fact());
                return Optional.of(Journals.replace(half, later.get(), earliest[0].fact()));
            }
        }
        return Optional.empty();
    }

    private static Operation of(Place place, Map<UUID, Operation> requests) {
        return requests.get(((BookingMade) place.fact()).bookingId());
    }

    /** Availability is shown as it was before a booking that was acknowledged already. */
    private static Optional<Evidence> staleRead(Evidence evidence) {
        Map<UUID, Long> firstAnswers = new HashMap<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.verdict() == OK)
                .forEach(operation -> firstAnswers.merge(operation.eventId(), operation.endedNanos(), Math::min));
        return Planting.withOperation(
                evidence,
                operation -> isRead(operation)
                        && firstAnswers.getOrDefault(operation.eventId(), Long.MAX_VALUE) < operation.invokedNanos(),
                operation -> Planting.withBody(operation, body -> body.put("revision", 1)));
    }

    /** Availability is shown as it was before what another reader has seen. */
    private static Optional<Evidence> readGoingBack(Evidence evidence) {
        Map<UUID, Long> firstReads = new HashMap<>();
        evidence.operations().stream()
                .filter(PlantedInReads::isRead)
                .forEach(read -> firstReads.merge(read.eventId(), read.endedNanos(), Math::min));
        return Planting.withOperation(
                evidence,
                operation -> isRead(operation) && firstReads.get(operation.eventId()) < operation.invokedNanos(),
                operation -> Planting.withBody(operation, body -> body.put("revision", 0)));
    }

    /** Availability shows a seat more than there was. */
    private static Optional<Evidence> forgedRead(Evidence evidence) {
        return Planting.withOperation(
                evidence,
                PlantedInReads::isRead,
                operation -> Planting.withBody(
                        operation, body -> body.put("availableSeats", Bodies.number(body, "availableSeats") + 1)));
    }

    private static boolean isRead(Operation operation) {
        return operation.kind() == AVAILABILITY && operation.verdict() == OK;
    }
}
