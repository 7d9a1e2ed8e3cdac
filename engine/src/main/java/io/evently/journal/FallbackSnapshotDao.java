package io.evently.journal;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.recovery.UnreadableEntities;
import io.evently.tables.journal.SnapshotTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.apache.pekko.persistence.SnapshotMetadata;
import org.apache.pekko.persistence.jdbc.config.SnapshotConfig;
import org.apache.pekko.persistence.jdbc.snapshot.dao.DefaultSnapshotDao;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.serialization.Serializer;
import org.apache.pekko.serialization.Serializers;
import org.apache.pekko.stream.Materializer;
import org.postgresql.util.PSQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import scala.Option;
import scala.Tuple2;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.util.Failure;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Reads the last snapshot that can be read: of two, the one before if the last is damaged, or written by a newer Evently;
 * and none if neither can, for the journal is complete. A database that does not answer is another matter: the entity
 * tries again later, rather than replay years for a network's moment.
 *
 * <p>Named in {@code journal.conf}; the plugin makes one for each database.
 */
public final class FallbackSnapshotDao extends DefaultSnapshotDao {

    private static final Logger log = LoggerFactory.getLogger(FallbackSnapshotDao.class);

    /** What PostgreSQL says of damaged pages (XX), files it cannot read (58) and values it cannot hand out (22, 54). */
    private static final Set<String> DAMAGED = Set.of("XX", "58", "22", "54");
    /** Damage is told once, not at each recovery; so many are remembered. */
    private static final int REPORTED = 10_000;

    private final JdbcDatabaseDef database;
    private final Serialization serialization;
    private final ExecutionContext executionContext;
    private final JournalHealth health;
    private final UnreadableEntities unreadable;
    private final Cache<String, Boolean> reported =
            Caffeine.newBuilder().maximumSize(REPORTED).build();

    public FallbackSnapshotDao(
            JdbcDatabaseDef database,
            JdbcProfile profile,
            SnapshotConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        super(database, profile, config, serialization, executionContext, materializer);
        this.database = database;
        this.serialization = serialization;
        this.executionContext = executionContext;
        this.health = JournalHealth.get(materializer.system());
        this.unreadable = UnreadableEntities.get(materializer.system());
        SnapshotWriters.get(materializer.system()).register(config.useSharedDb().get(), this);
    }

    /**
     * Stores {@code state} as it was after the record with this number, and completes {@code stored}: false if that record
     * is not in the journal, because the database is not the one it was. On the one thread of the pool, as reading.
     */
    void store(String persistenceId, long sequenceNumber, Object state, CompletableFuture<Boolean> stored) {
        Future<Boolean> writing = run(connection -> {
            byte[] payload = serialization.serialize(state).get();
            Serializer serializer = serialization.findSerializerFor(state);
            return SnapshotTable.write(
                    connection,
                    persistenceId,
                    new SnapshotTable.Row(
                            sequenceNumber,
                            System.currentTimeMillis(),
                            serializer.identifier(),
                            Serializers.manifestFor(serializer, state),
                            payload));
        });
        writing.onComplete(
                tried -> tried.isSuccess()
                        ? stored.complete(tried.get())
                        : stored.completeExceptionally(tried.failed().get()),
                executionContext);
    }

    @Override
    public Future<Option<Tuple2<SnapshotMetadata, Object>>> latestSnapshot(String persistenceId) {
        if (unreadable.mustWait(persistenceId)) {
            // The journal says so, where no circuit breaker counts it as a failure of the database.
            return Future.successful(Option.empty());
        }
        return run(connection -> SnapshotTable.numbers(connection, persistenceId))
                .flatMap(numbers -> firstReadable(persistenceId, numbers, Optional.empty()), executionContext);
    }

    /** @param away why the database did not hand out one of the newer ones, if that was it */
    private Future<Option<Tuple2<SnapshotMetadata, Object>>> firstReadable(
            String persistenceId, List<Long> numbers, Optional<Throwable> away) {
        if (numbers.isEmpty()) {
            return away.isPresent() ? Future.fromTry(new Failure<>(away.get())) : Future.successful(Option.empty());
        }
        long number = numbers.get(0);
        return run(connection -> read(connection, persistenceId, number))
                .transformWith(
                        tried -> {
                            if (tried.isSuccess()) {
                                return Future.fromTry(tried);
                            }
                            Throwable failure = tried.failed().get();
                            if (isDamage(failure)) {
                                report(persistenceId, number, failure);
                            }
                            return firstReadable(
                                    persistenceId,
                                    numbers.subList(1, numbers.size()),
                                    isDamage(failure) ? away : Optional.of(failure));
                        },
                        executionContext);
    }

    /** On a thread that may block, as everything here: to read a hundred megabytes takes a second. */
    private Option<Tuple2<SnapshotMetadata, Object>> read(Connection connection, String persistenceId, long number)
            throws SQLException {
        Optional<SnapshotTable.Row> found = SnapshotTable.read(connection, persistenceId, number);
        if (found.isEmpty()) {
            // A newer one has replaced it while we looked; the entity reads again.
            throw new SQLException("snapshot %d of %s has just been replaced".formatted(number, persistenceId));
        }
        SnapshotTable.Row row = found.get();
        Object state;
        try {
            state = serialization
                    .deserialize(row.payload(), row.serializer(), row.manifest())
                    .get();
        } catch (Exception e) {
            throw new Unreadable(e);
        }
        return Option.apply(new Tuple2<>(new SnapshotMetadata(persistenceId, number, row.created()), state));
    }

    private static final class Unreadable extends RuntimeException {
        private static final long serialVersionUID = 1;

        Unreadable(Throwable cause) {
            super(cause);
        }
    }

    private static boolean isDamage(Throwable failure) {
        return failure instanceof Unreadable
                || (failure instanceof PSQLException refused
                        && refused.getServerErrorMessage() != null
                        && refused.getSQLState() != null
                        && DAMAGED.contains(refused.getSQLState().substring(0, 2)));
    }

    private void report(String persistenceId, long number, Throwable failure) {
        if (reported.asMap().putIfAbsent(persistenceId + " " + number, true) == null) {
            health.snapshotIsUnreadable();
            log.error("snapshot {} of {} cannot be read; the one before may do", number, persistenceId, failure);
        }
    }

    private <T> Future<T> run(SlickCall.Reading<T> reading) {
        return SlickCall.run(database, reading);
    }
}
