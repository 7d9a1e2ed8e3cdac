package io.evently.loadtest.check;

import static io.evently.loadtest.history.Operation.Kind.AVAILABILITY;
import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Kind.READ_STRANGERS_BOOKING;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.UNKNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.loadtest.audit.Tables;
import io.evently.loadtest.check.JournalCommit.Seats;
import io.evently.loadtest.check.JournalFact.BookingMade;
import io.evently.loadtest.check.JournalFact.PromotionMade;
import io.evently.loadtest.check.Journals.Place;
import io.evently.loadtest.check.TableRows.BookingRow;
import io.evently.loadtest.check.TableRows.Lag;
import io.evently.loadtest.history.Operation;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * Defects to prove the checker with: each function damages healthy evidence in one way, as a server or a database might
 * have, and is empty if the evidence has no place for that damage. At least one for each rule.
 */
public final class PlantedErrors {

    private PlantedErrors() {}

    /** All of them. */
    public static List<PlantedError> all() {
        return List.of(
                new PlantedError("dropped fact", Rules.FACTS_WITHOUT_GAP, PlantedErrors::droppedFact),
                new PlantedError("sequence gap", Rules.SEQUENCE_WITHOUT_GAP, PlantedErrors::sequenceGap),
                new PlantedError("clock going back", Rules.TIME_NEVER_GOES_BACK, PlantedErrors::clockGoingBack),
                new PlantedError("oversold", Rules.NEVER_OVERSOLD, PlantedErrors::oversold),
                new PlantedError("forged tally", Rules.TALLIES_ARE_TRUE, PlantedErrors::forgedTally),
                new PlantedError("cancelled twice", Rules.FACTS_FIT, PlantedErrors::cancelledTwice),
                new PlantedError("wrong price", Rules.PRICE_OF_THE_MOMENT, PlantedErrors::wrongPrice),
                new PlantedError("overlong promise", Rules.DEADLINES_HOLD, PlantedErrors::overlongPromise),
                new PlantedError("hold that never ended", Rules.NOTHING_OVERDUE, PlantedErrors::holdThatNeverEnded),
                new PlantedError("lost booking", Rules.ACKNOWLEDGED_IS_KEPT, PlantedErrors::lostBooking),
                new PlantedError("unasked booking", Rules.NOTHING_UNASKED, PlantedErrors::unaskedBooking),
                new PlantedError(
                        "booked twice under one key",
                        Rules.ONE_REQUEST_ONE_BOOKING,
                        PlantedErrors::bookedTwiceUnderOneKey),
                new PlantedError(
                        "booked twice by one request",
                        Rules.ONE_REQUEST_ONE_BOOKING,
                        PlantedErrors::bookedTwiceByOneRequest),
                new PlantedError("differing answers", Rules.ONE_REQUEST_ONE_ANSWER, PlantedErrors::differingAnswers),
                new PlantedError("queue swapped", Rules.RIGHT_ENTRY, PlantedErrors::queueSwapped),
                new PlantedError("promotion doubled", Rules.PROMOTED_ONCE, PlantedErrors::promotionDoubled),
                new PlantedError("promotion forgotten", Rules.NOBODY_LEFT_WAITING, PlantedErrors::promotionForgotten),
                new PlantedError("booked past the queue", Rules.NOT_PAST_THE_QUEUE, PlantedErrors::bookedPastTheQueue),
                new PlantedError("tables behind", Rules.TABLES_HAVE_FOLLOWED, PlantedErrors::tablesBehind),
                new PlantedError("row missing", Rules.ROWS_EQUAL_REPLAY, PlantedErrors::rowMissing),
                new PlantedError("row changed", Rules.ROWS_EQUAL_REPLAY, PlantedErrors::rowChanged),
                new PlantedError("row in the wrong database", Rules.IN_ITS_DATABASE, PlantedErrors::rowInWrongDatabase),
                new PlantedError(
                        "journal in the wrong database", Rules.IN_ITS_DATABASE, PlantedErrors::journalInWrongDatabase),
                new PlantedError(
                        "stranger's booking readable",
                        Rules.NOTHING_FOR_STRANGERS,
                        PlantedErrors::strangersBookingReadable),
                new PlantedError("facts out of order", Rules.ORDER_OF_TIME, PlantedErrors::factsOutOfOrder),
                new PlantedError("stale read", Rules.READS_ARE_FRESH, PlantedErrors::staleRead),
                new PlantedError("read going back", Rules.READS_NEVER_GO_BACK, PlantedErrors::readGoingBack),
                new PlantedError("forged read", Rules.READS_ARE_TRUE, PlantedErrors::forgedRead));
    }

    // ---- the journal itself ----

    /** A fact is not in its commit any more; the next commit is numbered as if it were. */
    public static Optional<Evidence> droppedFact(Evidence evidence) {
        return Journals.first(evidence, place -> place.commit() > 0 && isFollowed(evidence, place))
                .map(place -> Journals.change(evidence, place, facts -> facts.remove(place.index())));
    }

    /** A sequence number is left out. */
    public static Optional<Evidence> sequenceGap(Evidence evidence) {
        return laterCommit(evidence)
                .map(place -> Journals.changeFrom(
                        evidence,
                        place.eventId(),
                        place.commit(),
                        commit -> commit.withSequence(commit.sequence() + 1)));
    }

    /** A commit is older than the one before it. */
    public static Optional<Evidence> clockGoingBack(Evidence evidence) {
        return laterCommit(evidence).map(place -> {
            List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(place.eventId()));
            long before = journal.get(place.commit() - 1).at();
            journal.set(place.commit(), journal.get(place.commit()).withAt(before - 1));
            return evidence.withJournal(place.eventId(), journal);
        });
    }

    /** An event had a seat less than were taken at one time. */
    public static Optional<Evidence> oversold(Evidence evidence) {
        for (UUID eventId : Journals.events(evidence)) {
            int most = evidence.journals().get(eventId).stream()
                    .map(JournalCommit::seats)
                    .mapToInt(seats -> seats.confirmed() + seats.held() + seats.promised())
                    .max()
                    .orElse(0);
            if (most > 1) {
                return Optional.of(Journals.changeFrom(evidence, eventId, 0, commit -> withCapacity(commit, most - 1)));
            }
        }
        return Optional.empty();
    }

    private static JournalCommit withCapacity(JournalCommit commit, int capacity) {
        List<JournalFact> facts = new ArrayList<>();
        for (JournalFact fact : commit.facts()) {
            if (fact instanceof JournalFact.EventCreated created) {
                facts.add(new JournalFact.EventCreated(
                        created.eventId(), created.terms(), capacity, created.basePrice()));
            } else if (fact instanceof JournalFact.EventChanged changed) {
                facts.add(new JournalFact.EventChanged(changed.terms(), capacity));
            } else {
                facts.add(fact);
            }
        }
        Seats seats = commit.seats();
        return commit.withFacts(facts)
                .withTallies(
                        new Seats(capacity, seats.confirmed(), seats.held(), seats.promised(), seats.revenue()),
                        commit.queue());
    }

    /** A commit says that a seat more is sold than its facts give. */
    public static Optional<Evidence> forgedTally(Evidence evidence) {
        return laterCommit(evidence).map(place -> {
            List<JournalCommit> journal = new ArrayList<>(evidence.journals().get(place.eventId()));
            JournalCommit commit = journal.get(place.commit());
            Seats seats = commit.seats();
            Seats forged =
                    new Seats(seats.capacity(), seats.confirmed() + 1, seats.held(), seats.promised(), seats.revenue());
            journal.set(place.commit(), commit.withTallies(forged, commit.queue()));
            return evidence.withJournal(place.eventId(), journal);
        });
    }

    /** What is missing is noticed by the next commit that has facts. */
    private static boolean isFollowed(Evidence evidence, Place place) {
        List<JournalCommit> journal = evidence.journals().get(place.eventId());
        return journal.subList(place.commit() + 1, journal.size()).stream()
                .anyMatch(commit -> !commit.facts().isEmpty());
    }

    private static Optional<Place> laterCommit(Evidence evidence) {
        return Journals.first(evidence, place -> place.commit() > 0);
    }

    /** A booking gives its seats back twice. */
    public static Optional<Evidence> cancelledTwice(Evidence evidence) {
        return Journals.first(evidence, place -> place.fact() instanceof JournalFact.BookingCancelled)
                .map(place -> Journals.insertAfter(evidence, place, place.fact()));
    }

    /** A booking costs a cent more than a seat did. */
    public static Optional<Evidence> wrongPrice(Evidence evidence) {
        return firstBooking(evidence, made -> true).map(place -> {
            BookingMade made = (BookingMade) place.fact();
            return Journals.replace(
                    evidence,
                    place,
                    new BookingMade(
                            made.bookingId(),
                            made.userId(),
                            made.quantity(),
                            made.unitPrice() + 1,
                            made.holdUntil(),
                            made.key()));
        });
    }

    /** A promotion is open for longer than the event says. */
    public static Optional<Evidence> overlongPromise(Evidence evidence) {
        return firstPromotion(evidence, place -> true).map(place -> {
            PromotionMade made = (PromotionMade) place.fact();
            return Journals.replace(
                    evidence,
                    place,
                    new PromotionMade(made.promotionId(), made.entryId(), made.unitPrice(), made.expiresAt() + 1));
        });
    }

    /** The end of a hold is forgotten. */
    public static Optional<Evidence> holdThatNeverEnded(Evidence evidence) {
        return Journals.first(
                        evidence,
                        place -> place.fact() instanceof JournalFact.HoldExpired && isFollowed(evidence, place))
                .map(place -> Journals.remove(evidence, place));
    }

    // ---- bookings ----

    /** The journal of an event loses its end, with a booking that was acknowledged; the tables follow what is left. */
    public static Optional<Evidence> lostBooking(Evidence evidence) {
        Set<UUID> acknowledged = new HashSet<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.verdict() == OK)
                .forEach(operation -> acknowledged.add(Bodies.id(operation.body(), "id")));
        return firstBooking(evidence, made -> acknowledged.contains(made.bookingId()))
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
    public static Optional<Evidence> unaskedBooking(Evidence evidence) {
        return firstBooking(evidence, made -> true).map(place -> {
            BookingMade made = (BookingMade) place.fact();
            BookingMade strangers = new BookingMade(
                    another(made.bookingId()),
                    another(made.userId()),
                    made.quantity(),
                    made.unitPrice(),
                    made.holdUntil(),
                    null);
            return Journals.insertAfter(evidence, place, strangers);
        });
    }

    /** A repeat under the same key made another booking. */
    public static Optional<Evidence> bookedTwiceUnderOneKey(Evidence evidence) {
        return firstBooking(evidence, made -> made.key() != null)
                .map(place -> Journals.insertAfter(evidence, place, again((BookingMade) place.fact())));
    }

    /** A request without a key was carried out twice. */
    public static Optional<Evidence> bookedTwiceByOneRequest(Evidence evidence) {
        Set<UUID> unanswered = new HashSet<>();
        evidence.operations().stream()
                .filter(operation ->
                        operation.kind() == BOOK && operation.key() == null && operation.verdict() == UNKNOWN)
                .forEach(operation -> unanswered.add(operation.userId()));
        return firstBooking(evidence, made -> made.key() == null && !unanswered.contains(made.userId()))
                .map(place -> Journals.insertAfter(evidence, place, again((BookingMade) place.fact())));
    }

    private static BookingMade again(BookingMade made) {
        return new BookingMade(
                another(made.bookingId()),
                made.userId(),
                made.quantity(),
                made.unitPrice(),
                made.holdUntil(),
                made.key());
    }

    /** A repeat is answered with another booking reference. */
    public static Optional<Evidence> differingAnswers(Evidence evidence) {
        return evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.verdict() == OK && operation.key() != null)
                .findFirst()
                .map(first -> {
                    List<Operation> operations = new ArrayList<>(evidence.operations());
                    operations.add(withBody(first, body -> body.put("reference", "EVT20000101AAAAAAAAAAAA")));
                    return evidence.withOperations(operations);
                });
    }

    // ---- the queue ----

    /** Somebody else is promoted, and what became of the two is swapped from then on. */
    public static Optional<Evidence> queueSwapped(Evidence evidence) {
        return firstPromotion(evidence, place -> place.waiting().size() > 1).map(place -> {
            UUID one = ((PromotionMade) place.fact()).entryId();
            UUID other = place.waiting().stream()
                    .filter(id -> !id.equals(one))
                    .min(Comparator.naturalOrder())
                    .orElseThrow();
            return Journals.changeFrom(evidence, place.eventId(), place.commit(), commit -> {
                List<JournalFact> facts = new ArrayList<>();
                long factNo = commit.firstFact();
                for (JournalFact fact : commit.facts()) {
                    facts.add(factNo++ < place.factNo() ? fact : swapped(fact, one, other));
                }
                return commit.withFacts(facts);
            });
        });
    }

    private static JournalFact swapped(JournalFact fact, UUID one, UUID other) {
        UnaryOperator<UUID> swap = id -> id.equals(one) ? other : id.equals(other) ? one : id;
        if (fact instanceof PromotionMade made) {
            return new PromotionMade(
                    made.promotionId(), swap.apply(made.entryId()), made.unitPrice(), made.expiresAt());
        }
        if (fact instanceof JournalFact.WaitlistLeft left) {
            return new JournalFact.WaitlistLeft(swap.apply(left.entryId()));
        }
        if (fact instanceof JournalFact.EntryExpired expired) {
            return new JournalFact.EntryExpired(swap.apply(expired.entryId()));
        }
        if (fact instanceof JournalFact.PriorityChanged changed) {
            return new JournalFact.PriorityChanged(swap.apply(changed.entryId()), changed.priority());
        }
        return fact;
    }

    /** The same entry is promised seats twice. */
    public static Optional<Evidence> promotionDoubled(Evidence evidence) {
        return firstPromotion(evidence, place -> true).map(place -> {
            PromotionMade made = (PromotionMade) place.fact();
            PromotionMade again =
                    new PromotionMade(another(made.promotionId()), made.entryId(), made.unitPrice(), made.expiresAt());
            return Journals.insertAfter(evidence, place, again);
        });
    }

    /** A freed seat is promised to nobody. */
    public static Optional<Evidence> promotionForgotten(Evidence evidence) {
        return firstPromotion(evidence, place -> true).map(place -> Journals.remove(evidence, place));
    }

    /** Somebody gets seats though others wait. */
    public static Optional<Evidence> bookedPastTheQueue(Evidence evidence) {
        return Journals.first(evidence, place -> place.strict() && place.fact() instanceof JournalFact.WaitlistJoined)
                .map(place -> {
                    UUID id = ((JournalFact.WaitlistJoined) place.fact()).entryId();
                    return Journals.insertAfter(
                            evidence, place, new BookingMade(another(id), another(id), 1, 0, 0, null));
                });
    }

    // ---- tables ----

    /** The tables lack the last record. */
    public static Optional<Evidence> tablesBehind(Evidence evidence) {
        TableRows tables = evidence.tables();
        List<Lag> lags = new ArrayList<>(tables.lags());
        lags.add(new Lag(0, 1, 0));
        return Optional.of(evidence.withTables(
                new TableRows(tables.events(), tables.bookings(), tables.entries(), tables.promotions(), lags)));
    }

    /** A booking has no row. */
    public static Optional<Evidence> rowMissing(Evidence evidence) {
        return withFirstBookingRow(evidence, row -> null);
    }

    /** The row of a booking has another status. */
    public static Optional<Evidence> rowChanged(Evidence evidence) {
        return withFirstBookingRow(
                evidence,
                row -> new BookingRow(
                        row.database(),
                        row.eventId(),
                        row.id(),
                        row.userId(),
                        row.quantity(),
                        row.unitPrice(),
                        row.status().equals("expired") ? "confirmed" : "expired"));
    }

    /** The row of a booking lies in another database than its event. */
    public static Optional<Evidence> rowInWrongDatabase(Evidence evidence) {
        return withFirstBookingRow(
                evidence,
                row -> new BookingRow(
                        (row.database() + 1) % Tables.SHARDS,
                        row.eventId(),
                        row.id(),
                        row.userId(),
                        row.quantity(),
                        row.unitPrice(),
                        row.status()));
    }

    private static Optional<Evidence> withFirstBookingRow(Evidence evidence, UnaryOperator<BookingRow> other) {
        TableRows tables = evidence.tables();
        if (tables.bookings().isEmpty()) {
            return Optional.empty();
        }
        List<BookingRow> rows = new ArrayList<>(tables.bookings());
        BookingRow changed = other.apply(rows.remove(0));
        if (changed != null) {
            rows.add(changed);
        }
        return Optional.of(evidence.withTables(
                new TableRows(tables.events(), rows, tables.entries(), tables.promotions(), tables.lags())));
    }

    /** An event goes on in another database, as if two had been swapped. */
    public static Optional<Evidence> journalInWrongDatabase(Evidence evidence) {
        return laterCommit(evidence)
                .map(place -> Journals.changeFrom(
                        evidence,
                        place.eventId(),
                        place.commit(),
                        commit -> new JournalCommit(
                                (commit.database() + 1) % Tables.SHARDS,
                                commit.sequence(),
                                commit.at(),
                                commit.firstFact(),
                                commit.facts(),
                                commit.seats(),
                                commit.queue())));
    }

    // ---- reads and time ----

    /** A stranger's request is answered with the booking. */
    public static Optional<Evidence> strangersBookingReadable(Evidence evidence) {
        return withOperation(
                evidence,
                operation -> operation.kind() == READ_STRANGERS_BOOKING,
                operation -> new Operation(
                        operation.number(),
                        operation.kind(),
                        operation.eventId(),
                        operation.userId(),
                        operation.subject(),
                        operation.key(),
                        operation.quantity(),
                        operation.hold(),
                        operation.node(),
                        operation.invokedNanos(),
                        operation.endedNanos(),
                        OK,
                        200,
                        null,
                        operation.body()));
    }

    /** Two bookings change places, though one was acknowledged before the other was asked for. */
    public static Optional<Evidence> factsOutOfOrder(Evidence evidence) {
        Map<UUID, Operation> onlyRequest = onlyRequests(evidence);
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

    /** Acknowledged bookings whose request was never repeated. */
    private static Map<UUID, Operation> onlyRequests(Evidence evidence) {
        Map<String, Integer> ofKey = new HashMap<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.key() != null)
                .forEach(operation -> ofKey.merge(operation.key(), 1, Integer::sum));
        Map<UUID, Operation> requests = new HashMap<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK
                        && operation.verdict() == OK
                        && (operation.key() == null || ofKey.get(operation.key()) == 1))
                .forEach(operation -> requests.put(Bodies.id(operation.body(), "id"), operation));
        return requests;
    }

    /** Availability is shown as it was before a booking that was acknowledged already. */
    public static Optional<Evidence> staleRead(Evidence evidence) {
        Map<UUID, Long> firstAnswers = new HashMap<>();
        evidence.operations().stream()
                .filter(operation -> operation.kind() == BOOK && operation.verdict() == OK)
                .forEach(operation -> firstAnswers.merge(operation.eventId(), operation.endedNanos(), Math::min));
        return withOperation(
                evidence,
                operation -> isRead(operation)
                        && firstAnswers.getOrDefault(operation.eventId(), Long.MAX_VALUE) < operation.invokedNanos(),
                operation -> withBody(operation, body -> body.put("revision", 1)));
    }

    /** Availability is shown as it was before what another reader has seen. */
    public static Optional<Evidence> readGoingBack(Evidence evidence) {
        Map<UUID, Long> firstReads = new HashMap<>();
        evidence.operations().stream()
                .filter(PlantedErrors::isRead)
                .forEach(read -> firstReads.merge(read.eventId(), read.endedNanos(), Math::min));
        return withOperation(
                evidence,
                operation -> isRead(operation) && firstReads.get(operation.eventId()) < operation.invokedNanos(),
                operation -> withBody(operation, body -> body.put("revision", 0)));
    }

    /** Availability shows a seat more than there was. */
    public static Optional<Evidence> forgedRead(Evidence evidence) {
        return withOperation(
                evidence,
                PlantedErrors::isRead,
                operation -> withBody(
                        operation, body -> body.put("availableSeats", Bodies.number(body, "availableSeats") + 1)));
    }

    private static boolean isRead(Operation operation) {
        return operation.kind() == AVAILABILITY && operation.verdict() == OK;
    }

    // ---- how it is done ----

    private static Optional<Place> firstBooking(Evidence evidence, Predicate<BookingMade> which) {
        return Journals.first(evidence, place -> place.fact() instanceof BookingMade made && which.test(made));
    }

    private static Optional<Place> firstPromotion(Evidence evidence, Journals.Condition which) {
        return Journals.first(evidence, place -> place.fact() instanceof PromotionMade && which.holds(place));
    }

    private static Optional<Evidence> withOperation(
            Evidence evidence, Predicate<Operation> which, UnaryOperator<Operation> other) {
        List<Operation> operations = new ArrayList<>(evidence.operations());
        for (int i = 0; i < operations.size(); i++) {
            if (which.test(operations.get(i))) {
                operations.set(i, other.apply(operations.get(i)));
                return Optional.of(evidence.withOperations(operations));
            }
        }
        return Optional.empty();
    }

    private interface BodyEdit {
        void edit(ObjectNode body);
    }

    private static Operation withBody(Operation operation, BodyEdit edit) {
        JsonNode body = operation.body().deepCopy();
        edit.edit((ObjectNode) body);
        return new Operation(
                operation.number(),
                operation.kind(),
                operation.eventId(),
                operation.userId(),
                operation.subject(),
                operation.key(),
                operation.quantity(),
                operation.hold(),
                operation.node(),
                operation.invokedNanos(),
                operation.endedNanos(),
                operation.verdict(),
                operation.status(),
                operation.code(),
                body);
    }

    private static UUID another(UUID id) {
        return UUID.nameUUIDFromBytes(("another " + id).getBytes(StandardCharsets.UTF_8));
    }
}
