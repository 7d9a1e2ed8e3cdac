package io.evently.crypto;

/** The key does not open this: another key closed it, for another user or field, or it was tampered with. */
public final class UnreadableException extends RuntimeException {

    UnreadableException(String message, Throwable cause) {
        super(message, cause);
    }
}
