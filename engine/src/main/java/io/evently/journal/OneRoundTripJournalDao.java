package io.evently.journal;

import io.evently.tables.Journal;
import java.sql.Connection;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.jdbc.config.JournalConfig;
import org.apache.pekko.persistence.jdbc.journal.dao.DefaultJournalDao;
import org.apache.pekko.persistence.jdbc.journal.dao.JournalTables.JournalPekkoSerializationRow;
import org.apache.pekko.serialization.Serialization;
import org.apache.pekko.stream.Materializer;
import scala.Tuple2;
import scala.collection.immutable.Seq;
import scala.collection.immutable.Set;
import scala.concurrent.ExecutionContext;
import scala.concurrent.Future;
import scala.concurrent.Promise;
import scala.jdk.javaapi.CollectionConverters;
import scala.runtime.BoxedUnit;
import slick.jdbc.JdbcBackend.JdbcDatabaseDef;
import slick.jdbc.JdbcProfile;

/**
 * Writes a batch of records in autocommit, one round trip to the server and back, where the plugin begins, inserts and
 * commits on Slick's threads. The commit is what everybody at a hot event waits for; reading stays the plugin's.
 *
 * <p>Named in {@code journal.conf}; the plugin makes one for each database.
 */
public final class OneRoundTripJournalDao extends DefaultJournalDao {

    private static final int IDLE_SECONDS = 60;

    /**
     * The plugin has at most {@code parallelism} (1) batches in flight, so one thread for each database; always the same
     * one, because the pool then gives it the connection it had before, whose server process has it all at hand.
     */
    private final ExecutorService writer = writer();

    public OneRoundTripJournalDao(
            JdbcDatabaseDef database,
            JdbcProfile profile,
            JournalConfig config,
            Serialization serialization,
            ExecutionContext executionContext,
            Materializer materializer) {
        super(database, profile, config, serialization, executionContext, materializer);
    }

    /** Evently tags nothing, so the tags are empty and not looked at. */
    @Override
    public Future<BoxedUnit> writeJournalRows(Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> rows) {
        Promise<BoxedUnit> written = Promise.apply();
        writer.execute(() -> {
            try (Connection connection = db().source().createConnection()) {
                Journal.append(connection, rowsOf(rows));
                written.success(BoxedUnit.UNIT);
            } catch (Exception failure) {
                written.failure(failure);
            }
        });
        return written.future();
    }

    private static ExecutorService writer() {
        var writer = new ThreadPoolExecutor(
                1, 1, IDLE_SECONDS, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), OneRoundTripJournalDao::thread);
        writer.allowCoreThreadTimeOut(true);
        return writer;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "journal-writer");
        thread.setDaemon(true);
        return thread;
    }

    private static List<Journal.NewRow> rowsOf(Seq<Tuple2<JournalPekkoSerializationRow, Set<String>>> tagged) {
        List<Journal.NewRow> rows = new ArrayList<>(tagged.size());
        for (Tuple2<JournalPekkoSerializationRow, Set<String>> each : CollectionConverters.asJava(tagged)) {
            JournalPekkoSerializationRow row = each._1();
            rows.add(new Journal.NewRow(
                    row.persistenceId(),
                    row.sequenceNumber(),
                    row.writer(),
                    row.writeTimestamp(),
                    row.adapterManifest(),
                    row.eventPayload(),
                    row.eventSerId(),
                    row.eventSerManifest()));
        }
        return rows;
    }
}
