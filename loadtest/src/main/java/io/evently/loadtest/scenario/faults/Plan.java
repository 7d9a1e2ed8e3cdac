package io.evently.loadtest.scenario.faults;

import java.time.Duration;

/**
 * A run, before it begins.
 *
 * @param seed chooses what customers do
 * @param schedule what goes wrong
 * @param length of the sale; it goes on until all faults have healed
 * @param customers threads
 * @param perSecond requests of all customers together, beside those of the prober
 * @param silence the longest that events of a node that is gone may not answer
 * @param silenceAfterDatabase the longest that events may not answer once there is a good way to their database
 */
public record Plan(
        long seed,
        FaultSchedule schedule,
        Duration length,
        int customers,
        double perSecond,
        Duration silence,
        Duration silenceAfterDatabase) {}
