package io.evently.user;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import io.evently.record.Kind;
import java.util.UUID;

/**
 * What a user can be asked. Names and addresses arrive encrypted, the password hashed; {@code at} is the asking node's
 * clock in microseconds. Components travel in their order: new ones come last.
 */
public sealed interface UserCommand {

    @Kind(1)
    record Register(
            UUID userId,
            Ciphertext email,
            Ciphertext name,
            BlindIndex emailIndex,
            String passwordHash,
            Role role,
            long at)
            implements UserCommand {

        /** Without the password's hash, which belongs in no log. */
        @Override
        public String toString() {
            return "Register(" + userId + ", " + role.label() + ")";
        }
    }

    @Kind(2)
    record Rename(Ciphertext name, long at) implements UserCommand {}

    /**
     * A null role or {@code active} stays as it is.
     *
     * @param version only of this version of the user; null: of any, as nodes before this version ask
     */
    @Kind(3)
    record ChangeAccess(Role role, Boolean active, UUID by, long at, Long version) implements UserCommand {

        public ChangeAccess(Role role, Boolean active, UUID by, long at) {
            this(role, active, by, at, null);
        }
    }

    /** An active admin of this version becomes one of the next, so that whoever wanted to change this one comes too late. */
    @Kind(5)
    record Reaffirm(long version, long at) implements UserCommand {}

    /**
     * Ends all sessions but one.
     *
     * @param oldHash only if it is this one
     * @param kept the token that goes on
     */
    @Kind(6)
    record ChangePassword(String oldHash, String newHash, UUID kept, long at) implements UserCommand {

        /** Without the hashes, which belong in no log. */
        @Override
        public String toString() {
            return "ChangePassword(…)";
        }
    }

    /**
     * A link that was sent to the address was followed.
     *
     * @param emailIndex only if the address is still the one of this index
     */
    @Kind(10)
    record ProveAddress(BlindIndex emailIndex, long at) implements UserCommand {}

    /**
     * Another address, whose claim is theirs.
     *
     * @param version only of this version of the user: whoever takes a claim away that leads nowhere makes another one
     */
    @Kind(11)
    record ChangeAddress(Ciphertext email, BlindIndex emailIndex, long version, long at) implements UserCommand {}

    /** A user of this version becomes one of the next, so that whoever wanted to change this one comes too late. */
    @Kind(12)
    record Outdate(long version, long at) implements UserCommand {}

    /**
     * Another password by a link that was sent to the address, which proves that, too. Ends all sessions.
     *
     * @param epoch only if no sessions ended since the link was asked for
     * @param emailIndex only if the address is still the one of this index
     */
    @Kind(13)
    record ResetPassword(long epoch, BlindIndex emailIndex, String newHash, long at) implements UserCommand {

        /** Without the hash, which belongs in no log. */
        @Override
        public String toString() {
            return "ResetPassword(…)";
        }
    }

    /** @param epoch only those of this epoch: asked again, it ends none that began since */
    @Kind(7)
    record EndSessions(long epoch, long at) implements UserCommand {}

    /** The key of blind indexes has changed: the same address has another one. */
    @Kind(8)
    record ChangeEmailIndex(BlindIndex emailIndex, long at) implements UserCommand {}

    /** Bars this id from ever being registered, unless it is already. */
    @Kind(4)
    record Abandon(long at) implements UserCommand {}

    /**
     * Forgets the person, also one who never registered here and is known by tokens only.
     *
     * @param by who asks: they themselves or an admin; null: Evently
     * @param version only of this version of the user; null: of any
     */
    @Kind(9)
    record Forget(UUID userId, UUID by, long at, Long version) implements UserCommand {}
}
