package io.evently.recovery;

/** The journal could not be read a moment ago, and the next try is later: nothing was asked of the database. */
public final class RetryTooSoon extends RuntimeException {

    private static final long serialVersionUID = 1;

    public RetryTooSoon(String persistenceId) {
        super(persistenceId + " could not be read a moment ago", null, false, false);
    }
}
