package io.evently.journal;

import io.evently.tables.journal.Journal.Fate;
import io.evently.tables.journal.Journal.NewRow;
import scala.collection.immutable.Seq;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Try;

/** One record that an entity waits for, from the moment it was handed in. Used by one thread at a time. */
final class PendingWrite {

    private static final Seq<Try<BoxedUnit>> ALL_WRITTEN =
            CollectionConverters.asScala(java.util.List.<Try<BoxedUnit>>of()).toSeq();

    private final NewRow row;
    private final long since = System.nanoTime();
    private final Promise<Seq<Try<BoxedUnit>>> answer = Promise.apply();
    private boolean sent;

    PendingWrite(NewRow row) {
        this.row = row;
    }

    NewRow row() {
        return row;
    }

    /** When it was handed in, of {@link System#nanoTime}. */
    long since() {
        return since;
    }

    Future<Seq<Try<BoxedUnit>>> answer() {
        return answer.future();
    }

    /** A try of it ended without an answer that could be believed. */
    void mayBeWritten() {
        sent = true;
    }

    /** Whether an earlier try of it may have been written. */
    boolean isUnsure() {
        return sent;
    }

    void settle(Fate fate) {
        switch (fate) {
            case OURS -> answer.trySuccess(ALL_WRITTEN);
            case TAKEN -> answer.tryFailure(new StaleMemory.Conflict(row.persistenceId(), row.sequenceNumber()));
            case GAP -> answer.tryFailure(new StaleMemory.Gap(row.persistenceId(), row.sequenceNumber()));
        }
    }

    /** The record itself is at fault, whatever the database does. */
    void refuse(Throwable reason) {
        answer.tryFailure(unwritable(row.persistenceId(), row.sequenceNumber(), reason));
    }

    /**
     * A failure and no rejection in Pekko's sense, which stops the entity and loses what waits for it: this one reads its
     * journal again and goes on without the record.
     */
    static NothingWritten unwritable(String persistenceId, long sequenceNumber, Throwable reason) {
        return new NothingWritten("record %d of %s cannot be written".formatted(sequenceNumber, persistenceId), reason);
    }

    /** Nobody waits any longer. */
    void giveUp(Throwable last) {
        String record = "record %d of %s".formatted(row.sequenceNumber(), row.persistenceId());
        answer.tryFailure(
                sent
                        ? new OutcomeUnknown(record + " may have been written", last)
                        : new NothingWritten(record + " was not written", last));
    }
}
