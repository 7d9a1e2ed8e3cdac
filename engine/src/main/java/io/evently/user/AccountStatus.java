package io.evently.user;

/** What a user may. */
public record AccountStatus(Role role, boolean active) {}
