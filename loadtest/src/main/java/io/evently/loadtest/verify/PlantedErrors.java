package io.evently.loadtest.verify;

import java.util.List;
import java.util.stream.Stream;

/**
 * Defects to prove the checker with: each damages healthy evidence in one way, as a server or a database might have, and is
 * empty if the evidence has no place for that damage. At least one for each rule.
 */
public final class PlantedErrors {

    private PlantedErrors() {}

    /** All of them. */
    public static List<PlantedError> all() {
        return Stream.of(
                        PlantedInJournals.all(),
                        PlantedInBookings.all(),
                        PlantedInQueues.all(),
                        PlantedInTables.all(),
                        PlantedInReads.all(),
                        PlantedTooLate.all())
                .flatMap(List::stream)
                .toList();
    }
}
