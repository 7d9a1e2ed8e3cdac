package io.evently.user;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import io.evently.crypto.BlindIndex;
import io.evently.crypto.Ciphertext;
import java.util.UUID;

/**
 * What a user can be asked. Names and addresses arrive encrypted, the password hashed; {@code at} is the asking node's
 * clock in microseconds.
 */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME)
@JsonSubTypes({
    @JsonSubTypes.Type(value = UserCommand.Register.class, name = "register"),
    @JsonSubTypes.Type(value = UserCommand.Rename.class, name = "rename"),
    @JsonSubTypes.Type(value = UserCommand.ChangeAccess.class, name = "access"),
    @JsonSubTypes.Type(value = UserCommand.Abandon.class, name = "abandon")
})
public sealed interface UserCommand {

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

    record Rename(Ciphertext name, long at) implements UserCommand {}

    /** A null role or {@code active} stays as it is. */
    record ChangeAccess(Role role, Boolean active, UUID by, long at) implements UserCommand {}

    /** Bars this id from ever being registered, unless it is already. */
    record Abandon(long at) implements UserCommand {}
}
