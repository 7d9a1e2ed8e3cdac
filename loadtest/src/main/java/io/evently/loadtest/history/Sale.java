package io.evently.loadtest.history;

import java.util.UUID;

/**
 * An event on sale.
 *
 * @param eventId what it is about
 * @param capacity all its seats
 */
public record Sale(UUID eventId, int capacity) {}
