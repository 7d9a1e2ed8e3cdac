package io.evently.recovery;

/** An entity cannot be read from its journal, however often that is tried: what is there needs a person. */
public final class UnreadableJournal extends IllegalStateException {

    private static final long serialVersionUID = 1;

    /** {@link #sequenceNumber} of a fault that is none of a single record. */
    public static final long NO_RECORD = 0;

    private final long sequenceNumber;

    /** @param sequenceNumber of the record where it ends; {@link #NO_RECORD}: not known */
    public UnreadableJournal(long sequenceNumber, String message) {
        this(sequenceNumber, message, null);
    }

    public UnreadableJournal(long sequenceNumber, String message, Throwable cause) {
        super(message, cause);
        this.sequenceNumber = sequenceNumber;
    }

    /** A record that is there and cannot be understood. */
    public static UnreadableJournal record(String persistenceId, long sequenceNumber, Throwable cause) {
        return new UnreadableJournal(
                sequenceNumber,
                "record %d of %s cannot be read: %s".formatted(sequenceNumber, persistenceId, cause),
                cause);
    }

    public long sequenceNumber() {
        return sequenceNumber;
    }
}
