package io.evently.user;

import java.util.UUID;

/**
 * Who was forgotten: all that is left of a person.
 *
 * @param version the number of the fact that says so; higher than any the user had
 * @param createdAt when they registered, microseconds; 0: they never did, and were known by tokens of another issuer only
 * @param at when they were forgotten, microseconds
 * @param by who asked: they themselves or an admin; null: Evently, which found a database that had not heard of it
 */
public record Forgotten(UUID id, long version, long createdAt, long at, UUID by) {}
