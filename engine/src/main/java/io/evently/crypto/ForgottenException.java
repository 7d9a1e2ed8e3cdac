package io.evently.crypto;

import java.util.UUID;

/** The user was forgotten: there is no key for them, and there will be none. */
public final class ForgottenException extends RuntimeException {

    ForgottenException(UUID userId) {
        super("user " + userId + " was forgotten");
    }
}
