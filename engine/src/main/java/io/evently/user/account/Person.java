package io.evently.user.account;

import io.evently.user.Role;
import java.util.UUID;

/**
 * A user as they may see themselves: name and address in the clear. Never stored, never sent to another node.
 *
 * @param email as it was typed
 * @param createdAt microseconds
 * @param updatedAt microseconds
 * @param emailVerified whether they followed a link that was sent to this address
 */
public record Person(
        UUID id,
        String email,
        String name,
        Role role,
        boolean active,
        long version,
        long createdAt,
        long updatedAt,
        boolean emailVerified) {

    /** Without name and address, so that no log ever holds them. */
    @Override
    public String toString() {
        return "Person(" + id + ")";
    }
}
