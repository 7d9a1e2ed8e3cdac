package io.evently.loadtest.faults;

import io.evently.loadtest.audit.Violation;
import io.evently.loadtest.history.Operation;
import java.util.List;

/**
 * What a run came to.
 *
 * @param suffered each fault and what it cost
 * @param operations all that was asked and heard
 * @param endedByThemselves how often a node ended without being told to, and was launched again
 * @param violations promises broken
 */
public record Verdict(
        List<Suffered> suffered, List<Operation> operations, int endedByThemselves, List<Violation> violations) {}
