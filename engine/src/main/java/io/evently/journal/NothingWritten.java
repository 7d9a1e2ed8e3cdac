package io.evently.journal;

/**
 * A commit that is known not to be in the journal, and not to get there later: who asked may ask again at once. Every
 * other failure of a write leaves its fate open.
 *
 * <p>Its messages name the persistence id and the number of the record, nothing that a person wrote.
 */
public class NothingWritten extends RuntimeException {

    private static final long serialVersionUID = 1;

    NothingWritten(String message, Throwable cause) {
        // One for each of the hundreds of entities that a database takes with it: their stacks are all the same.
        super(message, cause, false, false);
    }

    /** Another writer has taken the number: what this one remembers is old. */
    public static final class Conflict extends NothingWritten {

        private static final long serialVersionUID = 1;

        Conflict(String persistenceId, long sequenceNumber) {
            super(
                    "record %d of %s was written by another writer: the memory of this one is old"
                            .formatted(sequenceNumber, persistenceId),
                    null);
        }
    }

    /** The record before is not in the journal: the database came back shorter than what this writer remembers. */
    public static final class Gap extends NothingWritten {

        private static final long serialVersionUID = 1;

        Gap(String persistenceId, long sequenceNumber) {
            super(
                    "record %d of %s cannot be written, the journal does not hold record %d: it is shorter than this memory"
                            .formatted(sequenceNumber, persistenceId, sequenceNumber - 1),
                    null);
        }
    }
}
