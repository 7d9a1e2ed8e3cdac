/** From a connection to a handler and back: the router's order of checks, bodies, headers, log, metrics. */
package io.evently.http.server;
