package io.evently.journal;

import io.evently.recovery.UnreadableJournal;
import org.apache.pekko.NotUsed;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.stream.javadsl.Source;
import scala.Tuple2;
import scala.util.Try;

/**
 * Holds a replay against the numbers it must have. The plugin (1.1.1) ends one in silence when a window of it lies in a
 * gap, and Pekko then goes on from the journal's last number: with seats that were sold before the gap.
 *
 * <p>For one run.
 */
final class UnbrokenReplay {

    private final String persistenceId;
    private final long last;
    private long next;

    private UnbrokenReplay(String persistenceId, long first, long last) {
        this.persistenceId = persistenceId;
        this.next = Math.max(1, first);
        this.last = last;
    }

    /**
     * The same records; fails with {@link UnreadableJournal} where one is missing, the last one included.
     *
     * @param last {@link Long#MAX_VALUE}: wherever the journal ends
     */
    static org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> of(
            org.apache.pekko.stream.scaladsl.Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> records,
            String persistenceId,
            long first,
            long last) {
        UnbrokenReplay replay = new UnbrokenReplay(persistenceId, first, last);
        return records.asJava()
                .map(replay::follow)
                .concatLazy(Source.lazySource(replay::end))
                .asScala();
    }

    private Try<Tuple2<PersistentRepr, Object>> follow(Try<Tuple2<PersistentRepr, Object>> record) {
        if (record.isFailure()) {
            return record;
        }
        long number = record.get()._1().sequenceNr();
        if (number != next) {
            throw broken("goes on with record " + number);
        }
        next++;
        return record;
    }

    private Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> end() {
        if (next <= last && last != Long.MAX_VALUE) {
            return Source.failed(broken("cannot be read further, though its last record is " + last));
        }
        return Source.empty();
    }

    private UnreadableJournal broken(String how) {
        return new UnreadableJournal(
                next, "after record %d the journal of %s %s".formatted(next - 1, persistenceId, how));
    }
}
