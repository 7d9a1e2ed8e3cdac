package io.evently.loadtest.rival;

import java.util.UUID;

/**
 * What the journal of an event-sourced event keeps of a booking.
 *
 * @param quantity seats
 */
record RivalFact(UUID booking, UUID user, int quantity) {}
