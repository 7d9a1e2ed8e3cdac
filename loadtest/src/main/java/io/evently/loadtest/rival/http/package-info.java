/**
 * The row lock as a service runs it: Evently's HTTP server, token check, JSON, idempotency keys and attempts before one
 * SQL function, in a JVM of its own. It shares no code with Evently.
 */
package io.evently.loadtest.rival.http;
