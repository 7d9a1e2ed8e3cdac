/** All customers within seconds on one event, several times its capacity. */
package io.evently.loadtest.scenario.flashsale;
