package io.evently.loadtest.faults;

/**
 * An error that was planted into the evidence of a run.
 *
 * @param name what it is
 * @param found whether the checker saw it
 */
public record Planted(String name, boolean found) {}
