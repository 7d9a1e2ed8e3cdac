package io.evently.tables;

import static io.evently.sql.Column.bytes;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.micros;

import io.evently.sql.Statements;
import io.evently.sql.Table;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.UUID;

/**
 * The table {@code erasures}, in the database of each user who was forgotten: what is to be done yet, and what was done.
 * Each step is noted after it; done twice, it does nothing.
 */
public final class ErasuresTable {

    private static final Table<Row> ERASURES = new Table<>(
            "erasures",
            Row.class,
            id("user_id", Row::userId),
            int8("version", Row::version),
            id("asked_by", Row::askedBy),
            micros("forgotten_at", Row::forgottenAt),
            bytes("email_bidx", Row::emailIndex));

    /** The same fact once more, by a rebuild, starts nothing anew; in a restored database a later one may. */
    private static final String RECORD = ERASURES.insert() + "on conflict (user_id) do nothing";

    private static final String NEXT =
            """
            select %s, key_deleted_at is not null as key_deleted, address_released_at is not null as address_released,
                holds_ended_at is not null as holds_ended, attempts_done
            from erasures
            where ended_at is null and (forgotten_at, user_id) > (timestamp_of_micros(?), ?)
            order by forgotten_at, user_id limit ?
            """
                    .formatted(ERASURES.shown());

    private static final String KEY_DELETED =
            "update erasures set key_deleted_at = clock_timestamp() where user_id = ? and key_deleted_at is null";

    private static final String ADDRESS_RELEASED =
            """
            update erasures
            set address_released_at = clock_timestamp(), log_ins_deleted = log_ins_deleted + ?, email_bidx = null
            where user_id = ? and address_released_at is null
            """;

    private static final String HOLDS_ENDED =
            """
            update erasures set holds_ended_at = clock_timestamp(), holds_ended = ?, entries_ended = ?
            where user_id = ? and holds_ended_at is null
            """;

    private static final String ATTEMPTS_CLEARED =
            """
            update erasures set attempts_cleared = attempts_cleared + ?,
                attempts_done = attempts_done | ?::smallint,
                attempts_cleared_at = case when attempts_done | ?::smallint = 15 then clock_timestamp() end
            where user_id = ? and attempts_cleared_at is null
            """;

    private static final String END =
            """
            update erasures set ended_at = clock_timestamp() where user_id = ? and ended_at is null
            returning asked_by, micros_of_timestamp(forgotten_at), log_ins_deleted, holds_ended, entries_ended,
                attempts_cleared, messages_forgotten, micros_of_timestamp(ended_at)
            """;

    private static final String MESSAGES_FORGOTTEN =
            "update erasures set messages_forgotten = messages_forgotten + ? where user_id = ? and ended_at is null";

    private static final String IS_LEAVING = "select exists (select from departures where user_id = ?)";

    /** What {@code RemoveUser} ended: a hold is the only booking that ends without having been confirmed. */
    private static final String ENDED_HOLDS =
            """
            select (select count(*) from bookings where user_id = ? and status = 'cancelled'
                        and hold_expires_at is not null and updated_at >= timestamp_of_micros(?)),
                (select count(*) from waitlist_entries where user_id = ? and status = 'left' and end_reason = ?)
            """;

    private static final String DELETE_LOG_INS = "delete from login_attempts where email_bidx = ?";

    private ErasuresTable() {}

    /**
     * Somebody who was forgotten. The array is not copied: nobody changes it.
     *
     * @param version the number of the fact that says so
     * @param askedBy they themselves, an admin, or null
     * @param forgottenAt microseconds
     * @param emailIndex of the address that is to be released, or null
     */
    @SuppressWarnings("ArrayRecordComponent") // a row on its way, never compared
    public record Row(UUID userId, long version, UUID askedBy, long forgottenAt, byte[] emailIndex) {

        /** Without what finds an address. */
        @Override
        public String toString() {
            return "Erasure(" + userId + ")";
        }
    }

    /**
     * What is to be done yet.
     *
     * @param attemptsDone bit n: the attempts in database n say nothing any more
     */
    public record Open(Row row, boolean keyDeleted, boolean addressReleased, boolean holdsEnded, int attemptsDone) {}

    /**
     * What was done, when it is all done.
     *
     * @param forgottenAt microseconds
     * @param logIns rows of log-ins deleted
     * @param attempts that no longer say from where
     * @param messages what they were told and would have been told, deleted or emptied
     * @param endedAt microseconds
     */
    public record Report(
            UUID userId,
            UUID askedBy,
            long forgottenAt,
            int logIns,
            int holds,
            int entries,
            long attempts,
            int messages,
            long endedAt) {}

    /** What was ended in one database. */
    public record Ended(int holds, int entries) {}

    /** Notes who was forgotten. No user twice. */
    public static void record(Connection connection, Collection<Row> forgotten) throws SQLException {
        ERASURES.write(connection, RECORD, forgotten);
    }

    /**
     * What is not done with, in the order in which people were forgotten.
     *
     * @param after behind this one; null: from the first
     */
    public static List<Open> next(Connection connection, Row after, int limit) throws SQLException {
        return Statements.list(
                connection,
                NEXT,
                row -> new Open(
                        ERASURES.read(row),
                        row.getBoolean("key_deleted"),
                        row.getBoolean("address_released"),
                        row.getBoolean("holds_ended"),
                        row.getInt("attempts_done")),
                after == null ? Long.MIN_VALUE : after.forgottenAt(),
                after == null ? new UUID(0, 0) : after.userId(),
                limit);
    }

    public static void keyDeleted(Connection connection, UUID userId) throws SQLException {
        Statements.update(connection, KEY_DELETED, userId);
    }

    /** @param logIns rows of log-ins that were deleted with it */
    public static void addressReleased(Connection connection, UUID userId, int logIns) throws SQLException {
        Statements.update(connection, ADDRESS_RELEASED, logIns, userId);
    }

    public static void holdsEnded(Connection connection, UUID userId, Ended ended) throws SQLException {
        Statements.update(connection, HOLDS_ENDED, ended.holds(), ended.entries(), userId);
    }

    /**
     * Attempts of one database were cleared.
     *
     * @param rows how many
     * @param databases bit n: none is left in database n; 0: some are
     */
    public static void attemptsCleared(Connection connection, UUID userId, long rows, int databases)
            throws SQLException {
        Statements.update(connection, ATTEMPTS_CLEARED, rows, databases, databases, userId);
    }

    /** All is done: the report, unless it was given before. */
    public static List<Report> end(Connection connection, UUID userId) throws SQLException {
        return Statements.list(
                connection,
                END,
                row -> new Report(
                        userId,
                        row.getObject(1, UUID.class),
                        row.getLong(2),
                        row.getInt(3),
                        row.getInt(4),
                        row.getInt(5),
                        row.getLong(6),
                        row.getInt(7),
                        row.getLong(8)),
                userId);
    }

    /** @param rows how many; again, there are none */
    public static void messagesForgotten(Connection connection, UUID userId, int rows) throws SQLException {
        if (rows > 0) {
            Statements.update(connection, MESSAGES_FORGOTTEN, rows, userId);
        }
    }

    /** Whether something of the user is held yet, somewhere, or may be. */
    public static boolean isLeaving(Connection connection, UUID userId) throws SQLException {
        return Statements.first(connection, IS_LEAVING, row -> row.getBoolean(1), userId)
                .orElseThrow();
    }

    /**
     * What was ended for the user in this database.
     *
     * @param since when they were forgotten, microseconds
     * @param reason why entries ended then
     */
    public static Ended ended(Connection connection, UUID userId, long since, String reason) throws SQLException {
        return Statements.first(
                        connection,
                        ENDED_HOLDS,
                        row -> new Ended(row.getInt(1), row.getInt(2)),
                        userId,
                        since,
                        userId,
                        reason)
                .orElseThrow();
    }

    /** Log-ins to an address, and from where; how many rows. */
    public static int deleteLogIns(Connection connection, byte[] emailIndex) throws SQLException {
        return Statements.update(connection, DELETE_LOG_INS, emailIndex);
    }
}
