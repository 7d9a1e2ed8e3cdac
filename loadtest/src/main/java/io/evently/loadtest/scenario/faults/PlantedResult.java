package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.verify.Checker;
import io.evently.loadtest.verify.Evidence;
import io.evently.loadtest.verify.PlantedError;
import java.util.Optional;

/**
 * An error that was planted into the evidence of a run.
 *
 * @param name what it is
 * @param placed whether the evidence had a place for it: a short run may have no hold that ran out
 * @param found whether the checker saw it
 */
public record PlantedResult(String name, boolean placed, boolean found) {

    static PlantedResult into(Evidence evidence, PlantedError error) {
        Optional<Evidence> damaged = error.plant().apply(evidence);
        boolean found = damaged.filter(each -> Checker.violations(each).stream()
                        .anyMatch(violation -> violation.rule().equals(error.rule())))
                .isPresent();
        return new PlantedResult(error.name(), damaged.isPresent(), found);
    }
}
