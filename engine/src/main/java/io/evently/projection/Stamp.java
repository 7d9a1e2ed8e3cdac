package io.evently.projection;

import java.util.UUID;

/**
 * Where a fact stands in the journal.
 *
 * @param eventId the event it happened to
 * @param factNo its number within its event, from 1
 * @param at when it was decided, microseconds
 */
record Stamp(UUID eventId, long factNo, long at) {}
