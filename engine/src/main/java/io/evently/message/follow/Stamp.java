package io.evently.message.follow;

import io.evently.tables.journal.Position;
import java.util.UUID;

/**
 * Where a fact stands.
 *
 * @param eventId null: it happened to a user
 * @param at microseconds
 * @param position of its record
 */
record Stamp(UUID eventId, long factNo, long at, Position position) {}
