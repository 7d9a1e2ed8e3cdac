/** What it costs to spread the same events over several nodes of one machine, per booking. */
package io.evently.loadtest.scenario.spread;
