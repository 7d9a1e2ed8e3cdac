package io.evently.database;

/**
 * A start that was refused for a reason the operator can mend. The message is written for them: one or two
 * sentences that say what is wrong and what to do; a stack trace adds nothing.
 */
public final class StartupRefused extends RuntimeException {

    public StartupRefused(String message) {
        super(message);
    }

    public StartupRefused(String message, Throwable cause) {
        super(message, cause);
    }
}
