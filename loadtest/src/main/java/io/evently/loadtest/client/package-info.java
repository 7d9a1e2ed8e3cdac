/**
 * A closed-loop HTTP/1.1 client for load: one thread, many keep-alive connections, one request in flight on each. It is
 * made to cost far less processor time than the server it shares the machine with.
 */
package io.evently.loadtest.client;
