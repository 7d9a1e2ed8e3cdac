package io.evently.journal;

import com.typesafe.config.Config;
import io.evently.recovery.RetryTooSoon;
import io.evently.recovery.UnreadableEntities;
import io.evently.recovery.UnreadableJournal;
import io.evently.tables.journal.Journal;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pekko.NotUsed;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.actor.Scheduler;
import org.apache.pekko.persistence.AtomicWrite;
import org.apache.pekko.persistence.PersistentRepr;
import org.apache.pekko.persistence.jdbc.PekkoSerialization;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import org.apache.pekko.stream.scaladsl.Source;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.concurrent.duration.FiniteDuration;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import scala.util.Failure;
import scala.util.Try;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Writes records by a {@link JournalWriter}, in one round trip to the server and back, where the plugin begins, inserts
 * and commits on Slick's threads. The commit is what everybody at a hot event waits for. Each entity has an answer of its
 * own. Reading stays the plugin's, but a gap is refused.
 *
 * <p>Named in {@code journal.conf}; the plugin makes one for each database.
 */
public final class OneRoundTripJournalDao extends DefaultJournalDao {

    private static final Logger log = LoggerFactory.getLogger(OneRoundTripJournalDao.class);

    /**
     * Answered instead of the last record's number when it is too early to ask for it: the replay that is asked for next
     * fails, outside the circuit breaker, which would count it as a failure of the database.
     */
    private static final long TOO_SOON = Long.MAX_VALUE - 1;

    /** Left for the answer to get back: what is written after everybody has left is a surprise to them. */
    private static final Duration ANSWERING = Duration.ofSeconds(1);

    private final Serialization serialization;
    private final JdbcDatabaseDef database;
    private final JournalEndCheck end;
    private final UnreadableEntities unreadable;
    private final JournalWriter writer;

    public OneRoundTripJournalDao(
            JdbcDatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        super(database, profile, config, serialization, executionContext, materializer);
        this.serialization = serialization;
        this.database = database;
        this.end = new JournalEndCheck(serialization);
        ActorSystem system = materializer.system();
        this.unreadable = UnreadableEntities.get(system);
        String name = config.useSharedDb().get();
        Config all = system.settings().config();
        Config writing = all.getConfig("evently.journal-writing");
        Duration asking = all.getDuration("evently.engine.ask-timeout").minus(ANSWERING);
        Duration patience = writing.getDuration("patience");
        this.writer = new JournalWriter(
                all.getString("pekko-persistence-jdbc.shared-databases." + name + ".db.url"),
                "journal-" + name,
                new JournalWriter.Limits(
                        config.daoConfig().batchSize(),
                        config.daoConfig().bufferSize(),
                        patience.compareTo(asking) < 0 ? patience : asking,
                        writing.getDuration("silence")),
                executionContext::execute);
        JournalHealth.get(system).watch(name, writer::oldest);
        system.registerOnTermination(writer::close);
    }

    /** Fails with {@link NothingWritten}, {@link StaleMemory} or {@link OutcomeUnknown}; nothing is rejected. */
    @Override
    public Future<Seq<Try<BoxedUnit>>> asyncWriteMessages(Seq<AtomicWrite> messages) {
        PersistentRepr record = onlyRecord(messages);
        Journal.NewRow row;
        try {
            row = row(record);
        } catch (Throwable unwritable) {
            log.error(
                    "a {} of {} cannot be written",
                    record.payload().getClass().getSimpleName(),
                    record.persistenceId(),
                    unwritable);
            Promise<Seq<Try<BoxedUnit>>> refused = Promise.apply();
            return refused.failure(PendingWrite.unwritable(record.persistenceId(), record.sequenceNr(), unwritable))
                    .future();
        }
        PendingWrite write = new PendingWrite(row);
        writer.add(write);
        return write.answer();
    }

    /** Two records could not be written both or not at all: a conflict of the first does not keep the second out. */
    private static PersistentRepr onlyRecord(Seq<AtomicWrite> messages) {
        if (messages.size() != 1 || messages.head().payload().size() != 1) {
            throw new IllegalArgumentException("an entity of Evently persists one record at a time");
        }
        return CollectionConverters.asJava(messages.head().payload()).get(0);
    }

    /** Evently tags nothing, so a record of Pekko's class for tagged ones is refused by the serializers. */
    private Journal.NewRow row(PersistentRepr record) {
        PekkoSerialization.PekkoSerialized payload =
                PekkoSerialization.serialize(serialization, record.payload()).get();
        return new Journal.NewRow(
                record.persistenceId(),
                record.sequenceNr(),
                record.writerUuid(),
                record.timestamp(),
                record.manifest(),
                payload.payload(),
                payload.serId(),
                payload.serManifest());
    }

    /** @param fromSequenceNr the number of the record after which the snapshot was taken; 0: there is none */
    @Override
    public Future<Object> highestSequenceNr(String persistenceId, long fromSequenceNr) {
        if (unreadable.mustWait(persistenceId)) {
            return Future.successful(TOO_SOON);
        }
        return SlickCall.run(database, connection -> end.find(connection, persistenceId, fromSequenceNr));
    }

    /** A window of the replay. The plugin throws the last failure of one as it is, which does not name its record. */
    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messages(
            String persistenceId, long fromSequenceNr, long toSequenceNr, long max) {
        AtomicLong next = new AtomicLong(Math.max(1, fromSequenceNr));
        return super.messages(persistenceId, fromSequenceNr, toSequenceNr, max)
                .asJava()
                .map(record -> {
                    long number = next.getAndIncrement();
                    return record.isSuccess()
                            ? record
                            : new Failure<Tuple2<PersistentRepr, Object>>(UnreadableJournal.record(
                                    persistenceId, number, record.failed().get()));
                })
                .asScala();
    }

    @Override
    public Source<Try<Tuple2<PersistentRepr, Object>>, NotUsed> messagesWithBatch(
            String persistenceId,
            long fromSequenceNr,
            long toSequenceNr,
            int batchSize,
            Option<Tuple2<FiniteDuration, Scheduler>> refreshInterval) {
        if (toSequenceNr == TOO_SOON) {
            return Source.failed(new RetryTooSoon(persistenceId));
        }
        return UnbrokenReplay.of(
                super.messagesWithBatch(persistenceId, fromSequenceNr, toSequenceNr, batchSize, refreshInterval),
                persistenceId,
                fromSequenceNr,
                toSequenceNr);
    }
}
