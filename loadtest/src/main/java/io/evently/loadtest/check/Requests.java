package io.evently.loadtest.check;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.check.EventModel.Booking;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** Requests that ask for the same thing: what they may have led to, and what was answered. Refused ones led to nothing. */
final class Requests {

    private final List<Operation> possible = new ArrayList<>();

    void add(Operation operation) {
        if (operation.verdict() != Verdict.REFUSED) {
            possible.add(operation);
        }
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
}
