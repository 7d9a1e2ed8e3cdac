package io.evently.idempotency;

/** An idempotency key could not be kept, so nothing was made. */
public final class KeysUnavailable extends RuntimeException {

    private static final long serialVersionUID = 1;

    KeysUnavailable() {
        // No stack trace: nobody made a mistake, and there may be many.
        super("an idempotency key could not be kept", null, false, false);
    }
}
