package io.evently.http.access;

import io.evently.user.Role;
import java.util.UUID;

/** Whoever a verified token speaks for; the user's row may not exist yet. */
public record Principal(UUID userId, Role role) {

    /** Whether the bearer may do what administrators do. */
    public boolean isAdmin() {
        return role == Role.ADMIN;
    }
}
