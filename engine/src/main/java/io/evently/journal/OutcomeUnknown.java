package io.evently.journal;

/** A commit that was sent and may or may not be in the journal, or get there yet. */
public final class OutcomeUnknown extends RuntimeException {

    private static final long serialVersionUID = 1;

    OutcomeUnknown(String message, Throwable cause) {
        super(message, cause, false, false);
    }
}
