package io.evently.loadtest.verify;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Verdict;
import io.evently.loadtest.verify.EventModel.Booking;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/** Requests that ask for the same thing: what they may have led to, and what was answered. Refused ones led to nothing. */
final class SameRequests {

    /** Too many requests, and busy: whoever asks later gets the answer. */
    private static final Set<Integer> MAY_COME_AGAIN = Set.of(429, 503);

    private final List<Operation> possible = new ArrayList<>();
    private final List<Operation> refused = new ArrayList<>();

    void add(Operation operation) {
        (operation.verdict() == Verdict.REFUSED ? refused : possible).add(operation);
    }

    List<Operation> answered() {
        return possible.stream()
                .filter(operation -> operation.verdict() == Verdict.OK)
                .toList();
    }

    /** How many got no answer. */
    int uncertain() {
        return possible.size() - answered().size();
    }

    /** Those that may have led to something. */
    List<Operation> possible() {
        return possible;
    }

    boolean mayHaveLedTo(UUID userId) {
        return possible.stream().anyMatch(operation -> operation.userId().equals(userId));
    }

    boolean mayHaveLedTo(Booking booking) {
        return possible.stream()
                .anyMatch(operation ->
                        operation.quantity() == booking.quantity && operation.hold() == (booking.holdUntil != 0));
    }

    void answersMustBeTheSame(Findings findings) {
        Operation first = null;
        for (Operation operation : answered()) {
            JsonNode body = operation.body();
            if (first == null) {
                first = operation;
            } else if (body == null || !body.equals(first.body())) {
                findings.broken(Rules.ONE_REQUEST_ONE_ANSWER, first + " and " + operation);
            }
        }
    }

    /** Once the first answer was heard, the same is answered for as long as the server remembers. */
    void noneMustBeRefusedAfterwards(Findings findings) {
        answered().stream().min(Comparator.comparingLong(Operation::endedNanos)).ifPresent(first -> refused.stream()
                .filter(each -> each.invokedNanos() > first.endedNanos() && !MAY_COME_AGAIN.contains(each.status()))
                .forEach(each -> findings.broken(Rules.ONE_REQUEST_ONE_ANSWER, first + " and " + each)));
    }

    /** Of those under one key one is the first, and each repeat of it says that it is one. */
    void repeatsMustSaySo(Findings findings) {
        Operation original = null;
        for (Operation each : answered()) {
            if (each.replayed()) {
                boolean isAlone = possible.stream()
                        .noneMatch(
                                other -> other.number() != each.number() && other.invokedNanos() < each.endedNanos());
                if (isAlone) {
                    findings.broken(Rules.REPEATS_SAY_SO, "the first, and replayed: " + each);
                }
            } else if (original == null) {
                original = each;
            } else {
                findings.broken(Rules.REPEATS_SAY_SO, "two originals: " + original + " and " + each);
            }
        }
    }
}
