package io.evently.deadline;

import io.evently.tables.DueDeadlines;
import io.evently.tables.DueDeadlines.Due;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;

/**
 * Events of one database with deadlines that have come, some at a time: the oldest first, then those behind, and from
 * the oldest again. So an event that cannot be woken, because its journal is damaged, keeps nobody else from their turn.
 * Blocking; not thread-safe.
 */
final class DueEvents {

    /** Each may have to be read from its journal: some ten milliseconds, so that a second is enough for them. */
    private static final int MOST_EVENTS = 200;

    /** One event may have a million: about 10 ms of reading. */
    private static final int MOST_DEADLINES = 5_000;

    private final DataSource database;
    private final int mostEvents;
    private final int mostDeadlines;
    private Due after = Due.OLDEST;

    DueEvents(DataSource database) {
        this(database, MOST_EVENTS, MOST_DEADLINES);
    }

    DueEvents(DataSource database, int mostEvents, int mostDeadlines) {
        this.database = database;
        this.mostEvents = mostEvents;
        this.mostDeadlines = mostDeadlines;
    }

    /**
     * The next ones.
     *
     * @param until microseconds: deadlines that came by then
     */
    Set<UUID> next(long until) throws SQLException {
        List<Due> deadlines;
        try (Connection connection = database.getConnection()) {
            deadlines = DueDeadlines.next(connection, until, after, mostDeadlines);
        }
        Set<UUID> events = new LinkedHashSet<>();
        Due last = Due.OLDEST;
        for (Due due : deadlines) {
            if (events.size() == mostEvents && !events.contains(due.eventId())) {
                after = last;
                return events;
            }
            events.add(due.eventId());
            last = due;
        }
        after = deadlines.size() == mostDeadlines ? last : Due.OLDEST;
        return events;
    }
}
