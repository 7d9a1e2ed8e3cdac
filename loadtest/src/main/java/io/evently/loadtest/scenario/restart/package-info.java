/** A sale through which PostgreSQL is stopped and started again, as for an update: hardly anybody may notice. */
package io.evently.loadtest.scenario.restart;
