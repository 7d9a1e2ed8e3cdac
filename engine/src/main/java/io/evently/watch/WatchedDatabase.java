package io.evently.watch;

import io.evently.database.JournalEpoch;
import io.evently.database.OwnConnection;
import io.evently.database.ServerState;
import io.evently.tables.DatabaseReachTable;
import io.evently.tables.ReachRow;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;

/** What a watch asks of its database. Blocking, for seconds at most. */
interface WatchedDatabase extends AutoCloseable {

    /** For each answer: a database that takes longer is of no use to those who book. */
    Duration LIMIT = Duration.ofSeconds(3);

    ServerState state() throws SQLException;

    boolean journalIsForeign() throws SQLException;

    /** Writes what this node reaches. */
    void tell(ReachRow self) throws SQLException;

    void forget(String self) throws SQLException;

    /** What the others reach. */
    List<ReachRow> others(String self) throws SQLException;

    @Override
    void close();

    /** The real one, by a connection of its own. */
    static WatchedDatabase at(int shard, String url) {
        var connection = new OwnConnection(url, "watch-" + shard, LIMIT);
        return new WatchedDatabase() {
            @Override
            public ServerState state() throws SQLException {
                return connection.use(ServerState::read);
            }

            @Override
            public boolean journalIsForeign() throws SQLException {
                return connection.use(JournalEpoch::isForeign);
            }

            @Override
            public void tell(ReachRow self) throws SQLException {
                connection.use(open -> {
                    DatabaseReachTable.tell(open, self);
                    return true;
                });
            }

            @Override
            public void forget(String self) throws SQLException {
                connection.use(open -> {
                    DatabaseReachTable.forget(open, self);
                    return true;
                });
            }

            @Override
            public List<ReachRow> others(String self) throws SQLException {
                return connection.use(open -> DatabaseReachTable.others(open, self));
            }

            @Override
            public void close() {
                connection.close();
            }
        };
    }
}
