package io.evently.user;

import java.util.UUID;

/**
 * Who logged in: what an access token says.
 *
 * @param epoch of the user's sessions, {@link Account#epoch}
 */
public record Identity(UUID userId, Role role, long epoch) {

    /** Of a user who never ended their sessions. */
    public Identity(UUID userId, Role role) {
        this(userId, role, 0);
    }
}
