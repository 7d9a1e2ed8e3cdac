package io.evently.loadtest.timeline;

/**
 * What may make a request wait, in the order in which it is told: first what stops everybody, then what a booking's answer
 * waits for, then what takes processors from it.
 */
public enum Cause {
    /** The client itself collected its garbage. */
    CLIENT_PAUSE("pause of the client's JVM"),
    /** A safepoint: no thread of the server ran. */
    SERVER_PAUSE("pause of the server's JVM"),
    /** A thread of the client with nothing to do was woken late, so others were, too. */
    MACHINE_LATE("the machine woke a thread late"),
    /** The statement that a booking's answer waits for. */
    JOURNAL("journal's insert"),
    /** An event answers nobody while it is stored. */
    SNAPSHOT("snapshot"),
    /** The server's compilers had more than half a core. */
    COMPILER("compilers"),
    /** A collector beside the server's threads: it takes a core of theirs. */
    CONCURRENT_COLLECTOR("concurrent collector"),
    /** A statement of the projection. */
    TABLES("tables"),
    /** Attempts are written. */
    ATTEMPTS("attempts"),
    /** A checkpoint of PostgreSQL, or the part of it that is told. */
    CHECKPOINT("checkpoint"),
    /** PostgreSQL's writer of the log; a commit that waits for it is the journal's insert above. */
    LOG_WRITER("log writer"),
    /** Autovacuum. */
    VACUUM("vacuum"),
    /** Any other statement. */
    OTHER_STATEMENT("another statement"),
    /** Nobody of those above, but no processor was free. */
    PROCESSORS_FULL("processors full");

    private final String text;

    Cause(String text) {
        this.text = text;
    }

    /** For people. */
    String text() {
        return text;
    }
}
