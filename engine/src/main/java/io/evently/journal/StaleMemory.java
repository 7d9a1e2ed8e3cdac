package io.evently.journal;

/**
 * A commit that is not in the journal, because its writer's memory is not what the journal says. The writer reads again;
 * then the same request may succeed at once.
 */
public abstract class StaleMemory extends RuntimeException {

    private static final long serialVersionUID = 1;

    private StaleMemory(String message) {
        super(message, null, false, false);
    }

    /** Another writer has taken the number. */
    public static final class Conflict extends StaleMemory {

        private static final long serialVersionUID = 1;

        Conflict(String persistenceId, long sequenceNumber) {
            super("record %d of %s was written by another writer".formatted(sequenceNumber, persistenceId));
        }
    }

    /** The record before is not in the journal: the database came back shorter than what this writer remembers. */
    public static final class Gap extends StaleMemory {

        private static final long serialVersionUID = 1;

        Gap(String persistenceId, long sequenceNumber) {
            super("record %d of %s cannot be written: the journal does not hold record %d"
                    .formatted(sequenceNumber, persistenceId, sequenceNumber - 1));
        }
    }
}
