/** A sale during which nodes, network, database, disk and clocks fail, by a schedule that a seed repeats. */
package io.evently.loadtest.scenario.faults;
