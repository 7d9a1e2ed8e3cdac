package io.evently.database.backup;

import java.util.UUID;

/**
 * One whom Evently was told to forget.
 *
 * @param at when, as PostgreSQL writes a timestamptz
 * @param askedBy who asked, null if nobody knows
 */
record ForgottenUser(UUID id, String at, UUID askedBy) {}
