package io.evently.journal;

/**
 * A commit that is known not to be in the journal, and not to get there later: no connection could be had, or the
 * database itself refused, for as long as anybody waited. Who asked may ask again when they like.
 *
 * <p>Its message names the persistence id and the number of the record, nothing that a person wrote.
 */
public final class NothingWritten extends RuntimeException {

    private static final long serialVersionUID = 1;

    NothingWritten(String message, Throwable cause) {
        // One for each of the hundreds of entities that a database takes with it: their stacks are all the same.
        super(message, cause, false, false);
    }
}
