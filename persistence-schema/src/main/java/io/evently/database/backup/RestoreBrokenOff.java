package io.evently.database.backup;

/** A restore that had begun to change databases did not come to its end; begun again, it begins anew. */
public final class RestoreBrokenOff extends RuntimeException {

    /** @param why a sentence for the operator */
    RestoreBrokenOff(String why, Throwable cause) {
        super(why, cause);
    }
}
