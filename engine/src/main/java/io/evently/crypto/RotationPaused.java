package io.evently.crypto;

/** A rotation cannot go on now; what was done stays done, and the same command goes on from there. */
public final class RotationPaused extends RuntimeException {

    /** @param why a sentence for the operator: what is missing */
    RotationPaused(String why) {
        super(why);
    }

    RotationPaused(String why, Throwable cause) {
        super(why, cause);
    }
}
