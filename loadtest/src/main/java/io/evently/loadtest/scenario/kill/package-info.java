/** Kills JVM and PostgreSQL together in the middle of a sale, and holds what comes back against what was promised. */
package io.evently.loadtest.scenario.kill;
