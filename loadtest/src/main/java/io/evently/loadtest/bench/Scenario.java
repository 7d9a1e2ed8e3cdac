package io.evently.loadtest.bench;

import java.util.List;
import java.util.Set;

/** One kind of load, and what it is held against. */
interface Scenario {

    /** What {@code -Dscenarios} calls its results. */
    Set<String> ids();

    /** Looks for what must be known before anything is measured, such as a rival's best pool. */
    default void prepare() {}

    /** Measures once: Evently and everybody it is compared with, one after another. */
    void measure();

    /** Whether one measurement is enough, because it takes a minute or more and averages by itself. */
    default boolean once() {
        return false;
    }

    /** The medians of what was measured. */
    List<Comparison> comparisons();
}
