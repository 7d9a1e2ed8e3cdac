/** Starts, watches, kills and restarts the Evently under test: a process of its own, as its users run it. */
package io.evently.loadtest.server;
