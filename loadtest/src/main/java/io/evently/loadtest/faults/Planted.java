package io.evently.loadtest.faults;

import io.evently.loadtest.check.Checker;
import io.evently.loadtest.check.Evidence;
import io.evently.loadtest.check.PlantedError;
import java.util.Optional;

/**
 * An error that was planted into the evidence of a run.
 *
 * @param name what it is
 * @param placed whether the evidence had a place for it: a short run may have no hold that ran out
 * @param found whether the checker saw it
 */
public record Planted(String name, boolean placed, boolean found) {

    static Planted into(Evidence evidence, PlantedError error) {
        Optional<Evidence> damaged = error.plant().apply(evidence);
        boolean found = damaged.filter(each -> Checker.violations(each).stream()
                        .anyMatch(violation -> violation.rule().equals(error.rule())))
                .isPresent();
        return new Planted(error.name(), damaged.isPresent(), found);
    }
}
