package io.evently.journal;

import io.evently.event.Commit;
import io.evently.recovery.UnreadableJournal;
import io.evently.tables.journal.JournalEnd;
import java.sql.Connection;
import java.sql.SQLException;
import org.apache.pekko.serialization.Serialization;

/**
 * Finds where an entity's journal ends, and refuses an end that is before what is known to have been: the record after
 * which a snapshot was taken, and the last fact that the tables show. Tables are written from committed records alone,
 * in the same database, and their commits come after those in its log: whatever crashes, or which replica takes over,
 * they never show more than the journal holds. If they do, records were lost: seats that were sold would be sold again,
 * and later facts would get numbers that the tables take for old.
 */
final class JournalEndCheck {

    private final Serialization serialization;

    JournalEndCheck(Serialization serialization) {
        this.serialization = serialization;
    }

    /**
     * The number of the last record.
     *
     * @param snapshot the number of the record after which the snapshot was taken; 0: there is none
     * @throws UnreadableJournal if records are missing at the end
     */
    long find(Connection connection, String persistenceId, long snapshot) throws SQLException {
        int bar = persistenceId.indexOf('|');
        JournalEnd.Kind kind =
                switch (persistenceId.substring(0, Math.max(0, bar))) {
                    case "Event" -> JournalEnd.Kind.EVENT;
                    case "User" -> JournalEnd.Kind.USER;
                    default -> JournalEnd.Kind.OTHER;
                };
        JournalEnd.Row end = JournalEnd.read(connection, persistenceId, kind, persistenceId.substring(bar + 1));
        long last = end.sequenceNumber();
        if (last < snapshot) {
            throw new UnreadableJournal(
                    last + 1,
                    "the journal of %s ends with record %d, its snapshot was taken after record %d"
                            .formatted(persistenceId, last, snapshot));
        }
        long held = end.payload() == null ? 0 : lastFact(persistenceId, end);
        if (end.shown() > held) {
            throw new UnreadableJournal(
                    last + 1,
                    ("the tables show %s up to its fact %d, its journal ends with fact %d (record %d): records were"
                                    + " lost, or it comes from an older backup than the tables")
                            .formatted(persistenceId, end.shown(), held, last));
        }
        return last;
    }

    private long lastFact(String persistenceId, JournalEnd.Row end) {
        Object record;
        try {
            record = serialization
                    .deserialize(end.payload(), end.serializer(), end.manifest())
                    .get();
        } catch (Exception e) {
            throw UnreadableJournal.record(persistenceId, end.sequenceNumber(), e);
        }
        return record instanceof Commit commit ? commit.lastFact() : ((Numbered) record).number();
    }
}
