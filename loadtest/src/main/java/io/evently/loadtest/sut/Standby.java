package io.evently.loadtest.sut;

/**
 * A second PostgreSQL that follows the first.
 *
 * @param port on 127.0.0.1
 * @param synchronous whether the first acknowledges only what the second has on disk
 */
public record Standby(int port, boolean synchronous) {}
