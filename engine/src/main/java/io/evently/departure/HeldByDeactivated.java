package io.evently.departure;

import io.evently.database.Shards;
import io.evently.tables.DeparturesTable;
import io.evently.tables.DeparturesTable.Open;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What those hold, in all four databases, who are noted as gone in one of them; some of them at a time, and then those
 * who went later, so that an event that cannot be asked keeps nobody else from their turn. Blocking; not thread-safe.
 */
final class HeldByDeactivated {

    private static final Logger log = LoggerFactory.getLogger(HeldByDeactivated.class);

    /** Looked at in a round: four queries each, some milliseconds. */
    private static final int USERS = 20;

    /** Events asked in a round: each may have to be read from its journal. */
    private static final int EVENTS = 100;

    /** Users of whom is remembered what the tables must have passed; past it, all of them wait once more. */
    private static final int MOST_REMEMBERED = 10_000;

    private static final int ALL = (1 << Shards.COUNT) - 1;

    private final int home;
    private final Shards shards;
    private final double settledAfter;
    private final Map<DeparturesTable.Row, Position[]> mustPass = new HashMap<>();
    private Open after;

    /** @param settledAfter how long after a user was noted no node takes a token of theirs */
    HeldByDeactivated(int home, Shards shards, Duration settledAfter) {
        this.home = home;
        this.shards = shards;
        this.settledAfter = settledAfter.toMillis() / 1_000.0;
    }

    /** @param events of which the user holds something */
    record Held(DeparturesTable.Row user, List<UUID> events) {}

    /** The next ones who hold something. Those of whom nothing is left, and nothing can come any more, are done with. */
    List<Held> next() throws SQLException {
        List<Open> users;
        try (Connection connection = shards.writer(home).getConnection()) {
            users = DeparturesTable.next(connection, settledAfter, after, USERS);
        }
        List<Held> held = new ArrayList<>();
        boolean[] away = new boolean[Shards.COUNT];
        int room = EVENTS;
        Open last = null;
        for (Open user : users) {
            if (room == 0) {
                break;
            }
            Found found = look(user, away, room);
            note(user, found.done());
            room -= found.events().size();
            last = user;
            if (!found.events().isEmpty()) {
                held.add(new Held(user.row(), found.events()));
            }
        }
        after = users.size() == USERS || room == 0 ? last : null;
        return held;
    }

    /** @param done bit n: nothing is left in database n, and nothing can come */
    private record Found(List<UUID> events, int done) {}

    /** A database that is away keeps its own events only. */
    private Found look(Open user, boolean[] away, int most) {
        List<UUID> events = new ArrayList<>();
        int done = user.done();
        for (int shard = 0; shard < Shards.COUNT && events.size() < most; shard++) {
            if (away[shard] || (done & (1 << shard)) != 0) {
                continue;
            }
            try (Connection there = shards.reader(shard).getConnection()) {
                boolean complete = user.settled() && tablesHavePassed(there, shard, user);
                List<UUID> held = DeparturesTable.held(there, user.row().userId(), most - events.size());
                events.addAll(held);
                if (complete && held.isEmpty()) {
                    done |= 1 << shard;
                }
            } catch (SQLException e) {
                away[shard] = true;
                log.warn("What deactivated users hold in database {} cannot be read", shard, e);
            }
        }
        return new Found(events, done);
    }

    private void note(Open user, int done) throws SQLException {
        if (done == user.done()) {
            return;
        }
        try (Connection connection = shards.writer(home).getConnection()) {
            if (done == ALL) {
                DeparturesTable.remove(connection, user.row());
                mustPass.remove(user.row());
            } else {
                DeparturesTable.done(connection, user.row(), done);
            }
        }
    }

    /** Whether the tables show everything that was in the journal when no token of the user was taken any more. */
    private boolean tablesHavePassed(Connection there, int shard, Open user) throws SQLException {
        if (mustPass.size() >= MOST_REMEMBERED) {
            mustPass.clear();
        }
        Position[] ends = mustPass.computeIfAbsent(user.row(), row -> new Position[Shards.COUNT]);
        if (ends[shard] == null) {
            ends[shard] = Journal.end(there);
        }
        return PositionsTable.read(there).compareTo(ends[shard]) >= 0;
    }
}
