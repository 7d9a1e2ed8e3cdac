package io.evently.loadtest.history;

import io.evently.loadtest.history.Operation.Kind;
import io.evently.loadtest.history.Operation.Verdict;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** How many operations there were. */
public final class OperationCounts {

    private OperationCounts() {}

    /** By kind and verdict; what did not occur is left out. */
    public static Map<Kind, Map<Verdict, Long>> of(List<Operation> operations) {
        Map<Kind, Map<Verdict, Long>> counts = new EnumMap<>(Kind.class);
        for (Operation operation : operations) {
            counts.computeIfAbsent(operation.kind(), any -> new EnumMap<>(Verdict.class))
                    .merge(operation.verdict(), 1L, Long::sum);
        }
        return counts;
    }
}
