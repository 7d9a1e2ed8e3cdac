package io.evently.http.access;

import java.util.UUID;

/**
 * A token that holds, and whoever it speaks for.
 *
 * @param tokenId what the token is known by: the first half of the SHA-256 over what it says
 * @param epoch of the user's sessions when they logged in; {@link #UNSAID} in tokens of other issuers
 * @param issuedAt microseconds, or {@link #UNSAID}
 * @param expiresAt microseconds
 */
public record Session(Principal principal, UUID tokenId, long epoch, long issuedAt, long expiresAt) {

    /** Stands for what a token does not say. */
    public static final long UNSAID = -1;
}
