package io.evently.tables;

import java.util.UUID;

/**
 * A row of {@code users} that is no stub: in full, or what is left of somebody who was forgotten (then what may be null is). The arrays are not copied: nobody changes them.
 *
 * @param email ciphertext, or null
 * @param name ciphertext, or null
 * @param emailIndex blind index, 32 bytes, or null
 * @param passwordHash or null
 * @param role {@code user} or {@code admin}, or null
 * @param version the number of the user's last fact
 * @param createdAt microseconds; 0: they never registered
 * @param deletedAt when they were forgotten, microseconds; 0: they were not
 * @param unprovedSince since when somebody who never proved an address has this one, microseconds; 0: they did
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
        long updatedAt,
        long deletedAt,
        long unprovedSince) {

    /** What is left of somebody. */
    public static UserRow forgotten(UUID id, int version, long createdAt, long at) {
        return new UserRow(id, null, null, null, null, null, false, version, createdAt, at, at, 0);
    }

    /** Without what is personal or secret. */
    @Override
    public String toString() {
        return "UserRow(" + id + ", version " + version + ")";
    }
}
