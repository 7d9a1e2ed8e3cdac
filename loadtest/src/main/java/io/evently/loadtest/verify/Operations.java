package io.evently.loadtest.verify;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.history.Operation.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** What was asked of one event, in order of invocation. */
final class Operations {

    private final Map<Kind, List<Operation>> byKind = new EnumMap<>(Kind.class);

    void add(Operation operation) {
        byKind.computeIfAbsent(operation.kind(), any -> new ArrayList<>()).add(operation);
    }

    List<Operation> of(Kind kind) {
        return byKind.getOrDefault(kind, List.of());
    }

    Map<UUID, SameRequests> bySubject(Kind kind) {
        Map<UUID, SameRequests> requests = new HashMap<>();
        for (Operation operation : of(kind)) {
            requests.computeIfAbsent(operation.subject(), any -> new SameRequests())
                    .add(operation);
        }
        return requests;
    }
}
