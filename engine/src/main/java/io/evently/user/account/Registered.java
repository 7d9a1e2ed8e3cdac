package io.evently.user.account;

/**
 * Somebody is registered.
 *
 * @param person as first answered
 * @param replayed whether an earlier request with the same idempotency key did it
 */
public record Registered(Person person, boolean replayed) {}
