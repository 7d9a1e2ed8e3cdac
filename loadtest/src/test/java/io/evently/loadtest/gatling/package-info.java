/**
 * Gatling simulations. Each starts a server of its own, draws the topology, and audits what the run left behind before
 * Gatling prints a figure: an exception in {@code after()} keeps its report from being written.
 */
package io.evently.loadtest.gatling;
