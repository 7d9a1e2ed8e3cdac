package io.evently.user.unproved;

import io.evently.database.Shards;
import io.evently.tables.UnprovedUsers;
import io.evently.tables.UnprovedUsers.Row;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.AccountLinksTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** What {@link ShardUnproved} asks of the databases. Blocks. */
class UnprovedQueries {

    /** Links are asked for three times an hour by a user. */
    private static final int LINKS_REMOVED = 10_000;

    private final int shard;
    private final Shards shards;

    /** @param shard the database of those who are looked for */
    UnprovedQueries(int shard, Shards shards) {
        this.shard = shard;
        this.shards = shards;
    }

    int shard() {
        return shard;
    }

    List<Row> next(long before, Row after, int limit) throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            return UnprovedUsers.next(connection, before, after, limit);
        }
    }

    /** Whether any database has a booking or an entry of theirs. */
    boolean hasBooked(UUID userId) throws SQLException {
        for (int each = 0; each < Shards.COUNT; each++) {
            try (Connection connection = shards.writer(each).getConnection()) {
                if (UnprovedUsers.haveBooked(connection, userId)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** Where the journals end. */
    List<Position> ends() throws SQLException {
        List<Position> ends = new ArrayList<>();
        for (int each = 0; each < Shards.COUNT; each++) {
            try (Connection connection = shards.writer(each).getConnection()) {
                ends.add(Journal.end(connection));
            }
        }
        return ends;
    }

    /** Whether all tables have followed their journals to there. */
    boolean haveFollowed(List<Position> ends) throws SQLException {
        for (int each = 0; each < Shards.COUNT; each++) {
            try (Connection connection = shards.writer(each).getConnection()) {
                if (PositionsTable.read(connection).compareTo(ends.get(each)) < 0) {
                    return false;
                }
            }
        }
        return true;
    }

    void removeOldLinks() throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            AccountLinksTable.removeOld(connection, LINKS_REMOVED);
        }
    }
}
