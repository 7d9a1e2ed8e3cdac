package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.REFUSED;
import static io.evently.loadtest.history.Operation.Verdict.UNKNOWN;

import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/** What may have become of bookings, and of what was answered about them. */
final class PlantedInBookings {

    private PlantedInBookings() {}

    static List<PlantedError> all() {
        return List.of(
                new PlantedError("lost booking", Rules.ACKNOWLEDGED_IS_KEPT, PlantedInBookings::lostBooking),
                new PlantedError("unasked booking", Rules.NOTHING_UNASKED, PlantedInBookings::unaskedBooking),
                new PlantedError(
                        "booked twice under one key",
                        Rules.ONE_REQUEST_ONE_BOOKING,
                        PlantedInBookings::bookedTwiceUnderOneKey),
                new PlantedError(
                        "booked twice by one request",
                        Rules.ONE_REQUEST_ONE_BOOKING,
                        PlantedInBookings::bookedTwiceByOneRequest),
                new PlantedError(
                        "differing answers", Rules.ONE_REQUEST_ONE_ANSWER, PlantedInBookings::differingAnswers),
                new PlantedError(
                        "accepted and refused", Rules.ONE_REQUEST_ONE_ANSWER, PlantedInBookings::acceptedAndRefused),
                new PlantedError("silent repeat", Rules.REPEATS_SAY_SO, PlantedInBookings::silentRepeat),
                new PlantedError(
                        "first answer marked as a repeat", Rules.REPEATS_SAY_SO, PlantedInBookings::loudFirst));
    }

    /** The journal of an event loses its end, with a booking that was acknowledged; the tables follow what is left. */
    private static Optional<Evidence> lostBooking(Evidence evidence) {
        Set<UUID> acknowledged = new HashSet<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.verdict() == OK)
                .forEach(operation -> acknowledged.add(Bodies.id(operation.body(), "id")));
        return Planting.firstBooking(evidence, made -> acknowledged.contains(made.bookingId()))
                .map(place -> {
                    List<JournalCommit> rest =
                            evidence.journals().get(place.eventId()).subList(0, place.commit());
                    Evidence truncated = evidence.withJournal(place.eventId(), rest);
                    return truncated.withTables(withRows(evidence.tables(), place.eventId(), rest));
                });
    }

    private static TableRows withRows(TableRows tables, UUID eventId, List<JournalCommit> journal) {
        ReplayedRows rows =
                ReplayedRows.of(Replay.of(eventId, journal, new Findings()).event());
        return new TableRows(
                instead(tables.events(), row -> row.id().equals(eventId), rows.events()),
                instead(tables.bookings(), row -> row.eventId().equals(eventId), rows.bookings()),
                instead(tables.entries(), row -> row.eventId().equals(eventId), rows.entries()),
                instead(tables.promotions(), row -> row.eventId().equals(eventId), rows.promotions()),
                tables.lags());
    }

    private static <R> List<R> instead(List<R> rows, Predicate<R> those, List<R> others) {
        return Stream.concat(rows.stream().filter(those.negate()), others.stream())
                .toList();
    }

    /** Somebody has a booking who never asked. */
    private static Optional<Evidence> unaskedBooking(Evidence evidence) {
        return Planting.firstBooking(evidence, made -> true).map(place -> {
            BookingMade made = (BookingMade) place.fact();
            BookingMade strangers = new BookingMade(
                    Planting.another(made.bookingId()),
                    Planting.another(made.userId()),
                    made.quantity(),
                    made.unitPrice(),
                    made.holdUntil(),
                    null);
            return Journals.insertAfter(evidence, place, strangers);
        });
    }

    /** A repeat under the same key made another booking. */
    private static Optional<Evidence> bookedTwiceUnderOneKey(Evidence evidence) {
        return Planting.firstBooking(evidence, made -> made.key() != null)
                .map(place -> Journals.insertAfter(evidence, place, again((BookingMade) place.fact())));
    }

    /** A request without a key was carried out twice. */
    private static Optional<Evidence> bookedTwiceByOneRequest(Evidence evidence) {
        Set<UUID> unanswered = new HashSet<>();
        evidence.operations().stream()
                .filter(operation ->
                        operation.kind() == BOOK && operation.key() == null && operation.verdict() == UNKNOWN)
                .forEach(operation -> unanswered.add(operation.userId()));
        return Planting.firstBooking(evidence, made -> made.key() == null && !unanswered.contains(made.userId()))
                .map(place -> Journals.insertAfter(evidence, place, again((BookingMade) place.fact())));
    }

    private static BookingMade again(BookingMade made) {
        return new BookingMade(
                Planting.another(made.bookingId()),
                made.userId(),
                made.quantity(),
                made.unitPrice(),
                made.holdUntil(),
                made.key());
    }

    /** A repeat is answered with another booking reference. */
    private static Optional<Evidence> differingAnswers(Evidence evidence) {
        return repeated(
                evidence, first -> Planting.withBody(first, body -> body.put("reference", "EVT20000101AAAAAAAAAAAA")));
    }

    /** A repeat is refused. */
    private static Optional<Evidence> acceptedAndRefused(Evidence evidence) {
        return repeated(evidence, first -> first.at(first.endedNanos() + 1, first.endedNanos() + 2)
                .answered(REFUSED, 409, Refusal.SOLD_OUT, null, false));
    }

    /** A repeat does not say that it is one. */
    private static Optional<Evidence> silentRepeat(Evidence evidence) {
        return repeated(evidence, first -> first.answered(OK, first.status(), null, first.body(), false));
    }

    private static Optional<Evidence> repeated(Evidence evidence, UnaryOperator<Operation> repeat) {
        return evidence.operations().stream()
                .filter(operation -> isKeyed(operation) && !operation.replayed())
                .findFirst()
                .map(first -> {
                    List<Operation> operations = new ArrayList<>(evidence.operations());
                    operations.add(repeat.apply(first));
                    return evidence.withOperations(operations);
                });
    }

    /** What was asked only once says that it is a repeat. */
    private static Optional<Evidence> loudFirst(Evidence evidence) {
        Collection<Operation> onlyRequests = Planting.onlyRequests(evidence).values();
        return Planting.withOperation(
                evidence,
                operation -> isKeyed(operation) && onlyRequests.contains(operation),
                first -> first.answered(OK, first.status(), null, first.body(), true));
    }

    private static boolean isKeyed(Operation operation) {
        return operation.kind() == BOOK && operation.verdict() == OK && operation.key() != null;
    }
}
