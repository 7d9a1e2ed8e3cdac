package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.verify.Violation;
import java.util.List;

/**
 * What a run came to.
 *
 * @param suffered each fault and what it cost
 * @param operations all that was asked and heard
 * @param endedByThemselves how often a node ended without being told to, and was launched again
 * @param decidedTooLate bookings and other changes made later than 2 s after their asker was told the end
 * @param lost acknowledgements of what is not in the journal
 * @param violations promises broken; a planted error that was not found is one
 * @param plantedErrors whether the checker finds what is wrong
 */
public record Verdict(
        List<FaultImpact> suffered,
        List<Operation> operations,
        int endedByThemselves,
        int decidedTooLate,
        int lost,
        List<Violation> violations,
        List<PlantedResult> plantedErrors) {

    Verdict with(List<Violation> other) {
        return new Verdict(
                suffered, operations, endedByThemselves, decidedTooLate, lost, List.copyOf(other), plantedErrors);
    }
}
