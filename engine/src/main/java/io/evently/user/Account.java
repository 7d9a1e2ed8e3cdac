package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import java.util.UUID;

/**
 * A user as journal and tables keep them: a row of {@code users}, in full.
 *
 * @param email the address as it was typed, encrypted under the user's key
 * @param name encrypted under the user's key
 * @param emailIndex finds the address without reading it
 * @param passwordHash Argon2id, in PHC form with its parameters and salt
 * @param active whether the user may log in
 * @param version how often the user was changed, 1 when registered; also the number of the fact that says so
 * @param createdAt microseconds
 * @param updatedAt microseconds, never before {@code createdAt}
 */
public record Account(
        UUID id,
        Ciphertext email,
        Ciphertext name,
        BlindIndex emailIndex,
        String passwordHash,
        Role role,
        boolean active,
        long version,
        long createdAt,
        long updatedAt) {

    Account renamed(Ciphertext newName, long at) {
        return new Account(
                id, email, newName, emailIndex, passwordHash, role, active, version + 1, createdAt, notBefore(at));
    }

    Account withAccess(Role newRole, boolean nowActive, long at) {
        return new Account(
                id, email, name, emailIndex, passwordHash, newRole, nowActive, version + 1, createdAt, notBefore(at));
    }

    /** Clocks of two nodes differ; a user's history still never runs backwards. */
    private long notBefore(long at) {
        return Math.max(at, updatedAt);
    }

    /** Without the password's hash, which belongs in no log. */
    @Override
    public String toString() {
        return "Account(" + id + ", " + role.label() + (active ? "" : ", deactivated") + ", version " + version + ")";
    }
}
