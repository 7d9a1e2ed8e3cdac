/** A sold-out event, a long queue, and seats given back: who is next, and what becomes of what was promised. */
package io.evently.loadtest.scenario.stampede;
