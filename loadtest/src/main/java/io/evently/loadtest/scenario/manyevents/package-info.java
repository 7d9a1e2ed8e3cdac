/** More events and bookings than fit into the memory of a node. */
package io.evently.loadtest.scenario.manyevents;
