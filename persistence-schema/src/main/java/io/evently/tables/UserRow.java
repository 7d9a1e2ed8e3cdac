package io.evently.tables;

import java.util.UUID;

/**
 * A full row of {@code users}. The arrays are not copied: nobody changes them.
 *
 * @param email ciphertext
 * @param name ciphertext
 * @param emailIndex blind index, 32 bytes
 * @param role {@code user} or {@code admin}
 * @param version the number of the user's last fact
 */
@SuppressWarnings("ArrayRecordComponent") // a row on its way to the database, never compared
public record UserRow(
        UUID id,
        byte[] email,
        byte[] name,
        byte[] emailIndex,
        String passwordHash,
        String role,
        boolean active,
        int version,
        long createdAt,
        long updatedAt) {

    /** Without what is personal or secret. */
    @Override
    public String toString() {
        return "UserRow(" + id + ", version " + version + ")";
    }
}
