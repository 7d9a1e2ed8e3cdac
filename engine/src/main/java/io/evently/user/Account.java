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
 * @param epoch of their sessions: tokens of an earlier one are refused. When it began, microseconds; 0: with the user
 * @param keptToken the one token of an earlier epoch that goes on nevertheless, or null
 * @param proof of the address; absent in records of before: {@link AddressProof#BEFORE}
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
        long updatedAt,
        long epoch,
        UUID keptToken,
        AddressProof proof) {

    public Account {
        proof = proof == null ? AddressProof.BEFORE : proof;
    }

    /** Nobody ended their sessions yet, and nobody asked for a proof. */
    public Account(
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
        this(id, email, name, emailIndex, passwordHash, role, active, version, createdAt, updatedAt, 0, null, null);
    }

    public boolean isActiveAdmin() {
        return active && role == Role.ADMIN;
    }

    public Account renamed(Ciphertext newName, long at) {
        return changed(newName, passwordHash, role, active, at);
    }

    /** Whoever loses a right loses the tokens that say so. */
    Account withAccess(Role newRole, boolean nowActive, long at) {
        boolean loses = (active && !nowActive) || (role == Role.ADMIN && newRole != Role.ADMIN);
        Account changed = changed(name, passwordHash, newRole, nowActive, at);
        return loses ? changed.inNewEpoch(at, null) : changed;
    }

    /** @param kept the token that goes on */
    public Account withPassword(String newHash, UUID kept, long at) {
        return changed(name, newHash, role, active, at).inNewEpoch(at, kept);
    }

    public Account withoutSessions(long at) {
        return changed(name, passwordHash, role, active, at).inNewEpoch(at, null);
    }

    /** Under another key, of which the user knows nothing: for them it is no change, and has no time. */
    public Account withEmailIndex(BlindIndex newIndex) {
        return at(email, newIndex, proof, updatedAt);
    }

    /**
     * Another address, which is not proved; whoever proved one stays somebody who did. They come to it later than to the one
     * before, whatever the clocks say: so a mail about that is told from one about this.
     */
    public Account withAddress(Ciphertext newEmail, BlindIndex newIndex, long at) {
        long moved = Math.max(notBefore(at), proof.since() + 1);
        return at(newEmail, newIndex, proof.ofAnother(moved), moved);
    }

    /** The address as it is typed now; it is the same one. */
    Account withSpelling(Ciphertext newEmail, long at) {
        return at(newEmail, emailIndex, proof, at);
    }

    public Account withProof(long at) {
        return at(email, emailIndex, proof.now(), at);
    }

    /** The same, beside another change. */
    Account withProvedAddress() {
        return new Account(
                id,
                email,
                name,
                emailIndex,
                passwordHash,
                role,
                active,
                version,
                createdAt,
                updatedAt,
                epoch,
                keptToken,
                proof.now());
    }

    /** Whether they have their address for so long that a link to it may change the password, microseconds. */
    public boolean hasAddressSince(long time) {
        return proof.since() <= createdAt || proof.since() <= time;
    }

    private Account at(Ciphertext newEmail, BlindIndex newIndex, AddressProof newProof, long at) {
        return new Account(
                id,
                newEmail,
                name,
                newIndex,
                passwordHash,
                role,
                active,
                version + 1,
                createdAt,
                notBefore(at),
                epoch,
                keptToken,
                newProof);
    }

    /** What is left of the person. */
    Forgotten forgotten(UUID by, long at) {
        return new Forgotten(id, version + 1, createdAt, notBefore(at), by);
    }

    private Account changed(Ciphertext newName, String newHash, Role newRole, boolean nowActive, long at) {
        return new Account(
                id,
                email,
                newName,
                emailIndex,
                newHash,
                newRole,
                nowActive,
                version + 1,
                createdAt,
                notBefore(at),
                epoch,
                keptToken,
                proof);
    }

    /** Each epoch is later than the one before, whatever the clocks say. */
    private Account inNewEpoch(long at, UUID kept) {
        return new Account(
                id,
                email,
                name,
                emailIndex,
                passwordHash,
                role,
                active,
                version,
                createdAt,
                updatedAt,
                Math.max(at, epoch + 1),
                kept,
                proof);
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
