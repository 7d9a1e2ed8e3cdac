package io.evently.user;

/** What a user may. */
public record Standing(Role role, boolean active) {}
