package io.evently.loadtest.verify;

import java.util.Optional;
import java.util.function.Function;

/**
 * A defect that the checker must find.
 *
 * @param name what was done
 * @param rule the sentence of the rule that must be found broken; others may be too
 * @param plant takes healthy evidence and gives damaged evidence; empty if this evidence has no place for it
 */
public record PlantedError(String name, String rule, Function<Evidence, Optional<Evidence>> plant) {

    @Override
    public String toString() {
        return name;
    }
}
