package io.evently.loadtest.verify;

import static io.evently.loadtest.history.Operation.Kind.BOOK;
import static io.evently.loadtest.history.Operation.Verdict.OK;
import static io.evently.loadtest.history.Operation.Verdict.UNKNOWN;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.JournalFact.BookingMade;
import io.evently.loadtest.verify.JournalFact.PromotionMade;
import io.evently.loadtest.verify.Journals.Place;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** How evidence is damaged. */
final class Planting {

    private Planting() {}

    static Optional<Place> firstBooking(Evidence evidence, Predicate<BookingMade> which) {
        return Journals.first(evidence, place -> place.fact() instanceof BookingMade made && which.test(made));
    }

    static Optional<Place> firstPromotion(Evidence evidence, Journals.Condition which) {
        return Journals.first(evidence, place -> place.fact() instanceof PromotionMade && which.holds(place));
    }

    static Optional<Evidence> withOperation(
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

    interface BodyEdit {
        void edit(ObjectNode body);
    }

    static Operation withBody(Operation operation, BodyEdit edit) {
        JsonNode body = operation.body().deepCopy();
        edit.edit((ObjectNode) body);
        return operation.withBody(body);
    }

    static UUID another(UUID id) {
        return UUID.nameUUIDFromBytes(("another " + id).getBytes(StandardCharsets.UTF_8));
    }

    /** What is missing is noticed by the next commit that has facts. */
    static boolean isFollowed(Evidence evidence, Place place) {
        List<JournalCommit> journal = evidence.journals().get(place.eventId());
        return journal.subList(place.commit() + 1, journal.size()).stream()
                .anyMatch(commit -> !commit.facts().isEmpty());
    }

    static Optional<Place> laterCommit(Evidence evidence) {
        return Journals.first(evidence, place -> place.commit() > 0);
    }

    /** Acknowledged bookings whose request was never repeated. */
    static Map<UUID, Operation> onlyRequests(Evidence evidence) {
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

    /** The request was answered that nobody knows what came of it, a millisecond after it was asked. */
    static Evidence toldTheEnd(Evidence evidence, Operation request, long endedNanos) {
        return withOperation(evidence, request::equals, operation -> operation
                        .at(endedNanos - TimeUnit.MILLISECONDS.toNanos(1), endedNanos)
                        .answered(UNKNOWN, 503, Refusal.OUTCOME_UNKNOWN, null, false))
                .orElseThrow();
    }
}
