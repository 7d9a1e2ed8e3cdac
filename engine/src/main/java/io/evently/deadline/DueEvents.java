package io.evently.deadline;

import io.evently.tables.DueDeadlines.Due;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import javax.sql.DataSource;

/**
 * Events of one database with deadlines that have come, some at a time: the oldest first, then those behind, and from
 * the oldest again. So an event that cannot be woken, because its journal is damaged, keeps nobody else from their turn.
 * Blocking; not thread-safe.
 */
final class DueEvents {

    /** Each may have to be read from its journal: some ten milliseconds, so that a second is enough for them. */
    static final int MOST_EVENTS = 200;

    /** One event may have a million: about 10 ms of reading. */
    private static final int MOST_DEADLINES = 5_000;

    /** Read in a row where nobody is to be woken: 50,000 deadlines, 100 ms. */
    private static final int MOST_PAGES = 10;

    /** Where deadlines are noted. */
    interface Source {

        /** Those behind {@code after} that came by {@code until} (microseconds), oldest first. */
        List<Due> next(Connection connection, long until, Due after, int limit) throws SQLException;
    }

    private final DataSource database;
    private final Source source;
    private final int mostEvents;
    private final int mostDeadlines;
    private Due after = Due.OLDEST;

    DueEvents(DataSource database, Source source) {
        this(database, source, MOST_EVENTS, MOST_DEADLINES);
    }

    DueEvents(DataSource database, Source source, int mostEvents, int mostDeadlines) {
        this.database = database;
        this.source = source;
        this.mostEvents = mostEvents;
        this.mostDeadlines = mostDeadlines;
    }

    /**
     * The next ones, each with the oldest deadline for which it is to be woken.
     *
     * @param until microseconds: deadlines that came by then
     * @param wanted whom to wake; the others are passed over
     */
    Map<UUID, Due> next(long until, Predicate<Due> wanted) throws SQLException {
        Map<UUID, Due> events = new LinkedHashMap<>();
        try (Connection connection = database.getConnection()) {
            for (int page = 0; page < MOST_PAGES && events.isEmpty(); page++) {
                List<Due> deadlines = source.next(connection, until, after, mostDeadlines);
                for (Due due : deadlines) {
                    if (!events.containsKey(due.eventId()) && wanted.test(due)) {
                        if (events.size() == mostEvents) {
                            return events;
                        }
                        events.put(due.eventId(), due);
                    }
                    after = due;
                }
                if (deadlines.size() < mostDeadlines) {
                    after = Due.OLDEST;
                    return events;
                }
            }
        }
        return events;
    }
}
