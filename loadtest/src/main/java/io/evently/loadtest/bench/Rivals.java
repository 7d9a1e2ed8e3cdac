package io.evently.loadtest.bench;

import io.evently.loadtest.rival.BatchRival;
import io.evently.loadtest.rival.OptimisticRival;
import io.evently.loadtest.rival.PersistRival;
import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.rival.RivalDatabase;
import io.evently.loadtest.rival.RowLockRival;
import io.evently.loadtest.rival.StatementsRival;
import io.evently.loadtest.rival.http.RivalServerProcess;
import io.evently.loadtest.sut.Cluster;
import java.sql.SQLException;
import java.util.List;
import java.util.stream.Stream;

/**
 * Who Evently is held against.
 *
 * @param rowLock the ERD's way, without HTTP
 * @param statements other rivals whose clients have a connection each
 * @param inFlight rivals whose clients are asks in flight, not connections
 * @param server the ERD's way as a service runs it
 */
record Rivals(
        RivalDatabase database, Rival rowLock, List<Rival> statements, List<Rival> inFlight, RivalServerProcess server)
        implements AutoCloseable {

    /** All of them, on that server's PostgreSQL. */
    static Rivals beside(Cluster evently) throws SQLException {
        var database = RivalDatabase.create(evently.databasePort());
        var server = RivalServerProcess.start(database, evently.settings());
        return new Rivals(
                database,
                new RowLockRival(database),
                List.of(new StatementsRival(database), new OptimisticRival(database)),
                List.of(new BatchRival(database), new PersistRival(database)),
                server);
    }

    /** Those whose clients have a connection each. */
    List<Rival> connected() {
        return Stream.concat(Stream.of(rowLock), statements.stream()).toList();
    }

    @Override
    public void close() {
        connected().forEach(Rival::close);
        inFlight.forEach(Rival::close);
        server.close();
    }
}
