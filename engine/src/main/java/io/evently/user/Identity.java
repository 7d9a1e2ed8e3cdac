package io.evently.user;

import java.util.UUID;

/** Who logged in: what an access token says. */
public record Identity(UUID userId, Role role) {}
