package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.client.EventlyApi;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The events of a run.
 *
 * @param probed large, asked without pause whether they answer
 * @param large nobody is turned away
 * @param small sold out at once, with people waiting
 * @param resting asked in bursts
 */
record EventsOnSale(List<UUID> probed, List<UUID> large, List<UUID> small, RestingEvents resting) {

    private static final int LARGE_CAPACITY = 1_000_000;

    /** Few enough that nearly every booking that is given back is waited for. */
    private static final int SMALLEST = 10;

    /** Opens 46 events; half of the small ones serve who fits first. */
    static EventsOnSale open(EventlyApi api) {
        List<UUID> probed = IntStream.range(0, 8)
                .mapToObj(number -> create(api, "Probed " + number, LARGE_CAPACITY, "strict"))
                .toList();
        List<UUID> large = IntStream.range(0, 4)
                .mapToObj(number -> create(api, "Large " + number, LARGE_CAPACITY, "strict"))
                .toList();
        List<UUID> small = IntStream.range(0, 28)
                .mapToObj(number ->
                        create(api, "Small " + number, SMALLEST + 2 * number, number % 2 == 0 ? "strict" : "first_fit"))
                .toList();
        return new EventsOnSale(probed, large, small, resting(api));
    }

    List<UUID> all() {
        return Stream.of(probed, large, small, resting.large(), resting.small())
                .flatMap(List::stream)
                .toList();
    }

    private static RestingEvents resting(EventlyApi api) {
        List<UUID> large = IntStream.range(0, 2)
                .mapToObj(number -> create(api, "Large at rest " + number, LARGE_CAPACITY, "strict"))
                .toList();
        List<UUID> small = IntStream.range(0, 4)
                .mapToObj(number -> create(api, "Small at rest " + number, SMALLEST, "first_fit"))
                .toList();
        return new RestingEvents(large, small);
    }

    /** Whether few enough seats are there that people wait for them. */
    boolean isSmall(UUID eventId) {
        return small.contains(eventId) || resting.small().contains(eventId);
    }

    /** Holds and promotions of a minute, the shortest there are: many run out during the run. */
    private static UUID create(EventlyApi api, String name, int capacity, String policy) {
        return api.createEvent(
                name, capacity, Map.of("holdMinutes", 1, "waitlist", Map.of("policy", policy, "windowMinutes", 1)));
    }
}
