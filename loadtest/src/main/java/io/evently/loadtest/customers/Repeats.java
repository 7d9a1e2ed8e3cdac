package io.evently.loadtest.customers;

import io.evently.loadtest.client.Json;
import io.evently.loadtest.history.Buyer;
import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Request;
import io.evently.loadtest.sut.Tokens;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Everything that was asked of some bookings under their keys, once more: whatever was in doubt is known afterwards. */
public final class Repeats {

    private Repeats() {}

    /** A task for each key, in the order in which they were first heard of. */
    public static List<Task> of(List<Operation> operations, Tokens tokens) {
        Map<String, Operation> books = new LinkedHashMap<>();
        Map<UUID, Kind> lastSteps = new HashMap<>();
        for (Operation each : operations) {
            if (each.kind() == Kind.BOOK && each.key() != null) {
                books.merge(each.key(), each, (before, now) -> before.ok() ? before : now);
            } else if (each.kind() == Kind.CANCEL || each.kind() == Kind.CONFIRM) {
                // Who has cancelled confirms no more.
                lastSteps.merge(each.subject(), each.kind(), (before, now) -> before == Kind.CANCEL ? before : now);
            }
        }
        return books.values().stream()
                .map(book -> {
                    Buyer buyer = Buyer.of(book.userId(), tokens);
                    Kind step = book.ok() ? lastSteps.get(Json.uuid(book.body(), "id")) : null;
                    Request again = Request.again(book, buyer);
                    return step == null ? Task.booking(again) : Task.booking(again, step);
                })
                .toList();
    }
}
