package io.evently.tables;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/** The table {@code session_marks}: which tokens are refused though they have not expired. */
public final class SessionMarksTable {

    /** A user's mark is kept for so long: longer than any token of Evently's own lives, and most of other issuers'. */
    public static final Duration KEPT = Duration.ofDays(7);

    /** Whoever reads marks every 20 s has read what was written an hour ago. */
    private static final Duration READ_BY_ALL = Duration.ofHours(1);

    /** A newer fact of the user wins, whoever writes it first; of the same fact the later epoch. */
    private static final String UPSERT =
            """
            insert into session_marks (subject, version, epoch, kept_token, barred, ends_at, marked_at)
            select subject, version, timestamp_of_micros(epoch), kept_token, barred,
                case when ends_at > 0 then timestamp_of_micros(ends_at) end, clock_timestamp()
            from unnest(?, ?, ?, ?, ?, ?) as new (subject, version, epoch, kept_token, barred, ends_at)
            on conflict (subject) do update set version = excluded.version, epoch = excluded.epoch,
                kept_token = excluded.kept_token, barred = excluded.barred, ends_at = excluded.ends_at,
                marked_at = excluded.marked_at
            where (session_marks.version, session_marks.epoch) < (excluded.version, excluded.epoch)
            """;

    private static final String NEXT =
            """
            select subject, version, micros_of_timestamp(epoch), kept_token, barred,
                coalesce(micros_of_timestamp(ends_at), 0), micros_of_timestamp(marked_at)
            from session_marks
            where (marked_at, subject) > (timestamp_of_micros(?), ?)
            order by marked_at, subject limit ?
            """;

    private static final String REMOVE =
            """
            delete from session_marks where subject in (
                select subject from session_marks
                where marked_at < now() - make_interval(secs => ?)
                    and case when ends_at is null then not barred and epoch < now() - make_interval(secs => ?)
                        else ends_at < now() end
                limit ?)
            """;

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

    /** @param last where to go on; where it began if there are no marks */
    public record Page(List<SessionMarkRow> marks, Place last) {}

    /** Writes marks that are newer than those in the table. No subject twice. */
    public static void upsert(Connection connection, Collection<SessionMarkRow> marks) throws SQLException {
        if (marks.isEmpty()) {
            return;
        }
        try (PreparedStatement upsert = connection.prepareStatement(UPSERT)) {
            new Columns<>(upsert, marks)
                    .ids(SessionMarkRow::subject)
                    .longs(SessionMarkRow::version)
                    .longs(SessionMarkRow::epoch)
                    .ids(SessionMarkRow::keptToken)
                    .booleans(SessionMarkRow::barred)
                    .longs(SessionMarkRow::endsAt);
            upsert.executeUpdate();
        }
    }

    /** Marks behind a place, in the order in which they were written. */
    public static Page next(Connection connection, Place after, int limit) throws SQLException {
        try (PreparedStatement select = connection.prepareStatement(NEXT)) {
            select.setLong(1, after.markedAt());
            select.setObject(2, after.subject());
            select.setInt(3, limit);
            List<SessionMarkRow> marks = new ArrayList<>();
            Place last = after;
            try (ResultSet rows = select.executeQuery()) {
                while (rows.next()) {
                    UUID subject = rows.getObject(1, UUID.class);
                    marks.add(new SessionMarkRow(
                            subject,
                            rows.getLong(2),
                            rows.getLong(3),
                            rows.getObject(4, UUID.class),
                            rows.getBoolean(5),
                            rows.getLong(6)));
                    last = new Place(rows.getLong(7), subject);
                }
            }
            return new Page(marks, last);
        }
    }

    /** Removes marks that have nothing to say any more, at most so many. */
    public static void removeOver(Connection connection, int limit) throws SQLException {
        try (PreparedStatement remove = connection.prepareStatement(REMOVE)) {
            remove.setLong(1, READ_BY_ALL.toSeconds());
            remove.setLong(2, KEPT.toSeconds());
            remove.setInt(3, limit);
            remove.executeUpdate();
        }
    }
}
