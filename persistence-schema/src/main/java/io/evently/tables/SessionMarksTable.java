package io.evently.tables;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.computed;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code session_marks}: which tokens are refused though they have not expired. */
public final class SessionMarksTable {

    /** A user's mark is kept for so long: longer than any token of Evently's own lives, and most of other issuers'. */
    public static final Duration KEPT = Duration.ofDays(7);

    /** Whoever reads marks every 20 s has read what was written an hour ago. */
    private static final Duration READ_BY_ALL = Duration.ofHours(1);

    private static final Table<SessionMarkRow> MARKS = new Table<>(
            "session_marks",
            SessionMarkRow.class,
            id("subject", SessionMarkRow::subject),
            int8("version", SessionMarkRow::version),
            micros("epoch", SessionMarkRow::epoch),
            id("kept_token", SessionMarkRow::keptToken),
            bool("barred", SessionMarkRow::barred),
            microsOrNull("ends_at", SessionMarkRow::endsAt),
            computed("marked_at", "clock_timestamp()"));

    /** A newer fact of the user wins, whoever writes it first; of the same fact the later epoch. */
    private static final String UPSERT = MARKS.insert()
            + MARKS.onConflictUpdate("subject")
            + "where (session_marks.version, session_marks.epoch) < (excluded.version, excluded.epoch)";

    private static final String NEXT =
            """
            select %s, micros_of_timestamp(marked_at) as marked_at_micros
            from session_marks
            where (marked_at, subject) > (timestamp_of_micros(?), ?)
            order by marked_at, subject limit ?
            """
                    .formatted(MARKS.shown());

    private static final String REMOVE =
            """
            delete from session_marks where subject in (
                select subject from session_marks
                where marked_at < now() - make_interval(secs => ?)
                    and case when ends_at is null then not barred and epoch < now() - make_interval(secs => ?)
                        else ends_at < now() end
                limit ?)
            """;

    private static final String OF = MARKS.select() + " where subject = ?";

    private SessionMarksTable() {}

    /**
     * Where a reader is.
     *
     * @param markedAt microseconds, by the database's clock
     */
    public record Place(long markedAt, UUID subject) {

        /** Before all marks. */
        public static final Place BEGINNING = new Place(Long.MIN_VALUE, new UUID(0, 0));

        /** So much before this one, but not before the first. */
        public Place before(Duration time) {
            return markedAt == Long.MIN_VALUE ? this : new Place(markedAt - time.toNanos() / 1_000, new UUID(0, 0));
        }
    }

    private record Marked(SessionMarkRow mark, Place at) {}

    /** @param last where to go on; where it began if there are no marks */
    public record Page(List<SessionMarkRow> marks, Place last) {}

    /** Writes marks that are newer than those in the table. No subject twice. */
    public static void upsert(Connection connection, Collection<SessionMarkRow> marks) throws SQLException {
        MARKS.write(connection, UPSERT, marks);
    }

    /** The mark of a user, if there is one. */
    static Optional<SessionMarkRow> of(Connection connection, UUID subject) throws SQLException {
        return Statements.first(connection, OF, MARKS::read, subject);
    }

    /** Marks behind a place, in the order in which they were written. */
    public static Page next(Connection connection, Place after, int limit) throws SQLException {
        List<Marked> read =
                Statements.list(connection, NEXT, SessionMarksTable::marked, after.markedAt(), after.subject(), limit);
        Place last = read.isEmpty() ? after : read.get(read.size() - 1).at();
        return new Page(read.stream().map(Marked::mark).toList(), last);
    }

    private static Marked marked(ResultSet row) throws SQLException {
        SessionMarkRow mark = MARKS.read(row);
        return new Marked(mark, new Place(row.getLong("marked_at_micros"), mark.subject()));
    }

    /** Removes marks that have nothing to say any more, at most so many. */
    public static void removeOver(Connection connection, int limit) throws SQLException {
        Statements.update(connection, REMOVE, READ_BY_ALL.toSeconds(), KEPT.toSeconds(), limit);
    }
}
