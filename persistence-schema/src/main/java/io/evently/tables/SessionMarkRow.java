package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code session_marks}.
 *
 * @param subject a user, or one token
 * @param version the number of the user's fact that says so; 0: no fact does
 * @param epoch tokens of an earlier one are refused, microseconds
 * @param keptToken the one that goes on nevertheless, or null
 * @param barred whether no token is taken
 * @param endsAt when a token would have expired, microseconds; 0 for a user
 */
public record SessionMarkRow(UUID subject, long version, long epoch, UUID keptToken, boolean barred, long endsAt) {}
