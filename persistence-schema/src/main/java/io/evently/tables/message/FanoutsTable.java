package io.evently.tables.message;

import static io.evently.sql.Column.bool;
import static io.evently.sql.Column.id;
import static io.evently.sql.Column.int4;
import static io.evently.sql.Column.int8;
import static io.evently.sql.Column.jsonb;
import static io.evently.sql.Column.micros;
import static io.evently.sql.Column.microsOrNull;
import static io.evently.sql.Column.text;

import io.evently.sql.FlatJson;
import io.evently.sql.Statements;
import io.evently.sql.Table;
import io.evently.tables.journal.Position;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** The table {@code message_fanouts}: what is to be told to all who have a booking of an event or wait. */
public final class FanoutsTable {

    private static final Table<Row> FANOUTS = new Table<>(
            "message_fanouts",
            Row.class,
            id("event_id", Row::eventId),
            int8("fact_no", Row::factNo),
            text("cause", Row::cause),
            int4("targets", Row::targets),
            micros("at", Row::at),
            jsonb("variables", Row::variables),
            int8("generation", Row::generation),
            text("tx", Row::tx).as("xid8").shown("tx::text as tx_text"),
            int8("ordering", Row::ordering),
            bool("booked_done", Row::bookedDone),
            microsOrNull("before_created_at", Row::beforeCreatedAt),
            id("before_id", Row::beforeId),
            int8("after_join_seq", Row::afterJoinNo));

    private static final String ADD = FANOUTS.insert() + "on conflict (event_id, fact_no, cause, targets) do nothing";

    private static final String NEXT =
            FANOUTS.select() + " where targets & ? <> 0 order by at, event_id, fact_no, cause, targets limit 1";

    private static final String REMOVE =
            "delete from message_fanouts where event_id = ? and fact_no = ? and cause = ? and targets = ?";

    private FanoutsTable() {}

    /**
     * One of them, and how far it is.
     *
     * @param cause a word of {@code io.evently.message.Cause}
     * @param targets bit n: to those of database n
     * @param at the time of the fact, microseconds
     * @param variables of the event, {@link FlatJson}
     * @param tx of the fact's record, as is {@code ordering}
     * @param bookedDone whether all with bookings were told
     * @param beforeCreatedAt of the last booking that was looked at; 0: from the newest
     * @param afterJoinNo of the last entry that was looked at
     */
    public record Row(
            UUID eventId,
            long factNo,
            String cause,
            int targets,
            long at,
            String variables,
            long generation,
            String tx,
            long ordering,
            boolean bookedDone,
            long beforeCreatedAt,
            UUID beforeId,
            long afterJoinNo) {

        public static Row start(
                UUID eventId,
                long factNo,
                String cause,
                int targets,
                long at,
                String variables,
                long generation,
                Position record) {
            return new Row(
                    eventId,
                    factNo,
                    cause,
                    targets,
                    at,
                    variables,
                    generation,
                    record.tx(),
                    record.ordering(),
                    false,
                    0,
                    null,
                    0);
        }

        public Position record() {
            return new Position(tx, ordering);
        }

        /** The same for some databases only. */
        public Row to(int some) {
            return with(some, bookedDone, beforeCreatedAt, beforeId, afterJoinNo);
        }

        public Row afterBooking(long createdAt, UUID id) {
            return with(targets, false, createdAt, id, afterJoinNo);
        }

        public Row afterAllBookings() {
            return with(targets, true, beforeCreatedAt, beforeId, afterJoinNo);
        }

        public Row afterEntry(long joinNo) {
            return with(targets, true, beforeCreatedAt, beforeId, joinNo);
        }

        private Row with(int some, boolean booked, long createdAt, UUID id, long joinNo) {
            return new Row(
                    eventId,
                    factNo,
                    cause,
                    some,
                    at,
                    variables,
                    generation,
                    tx,
                    ordering,
                    booked,
                    createdAt,
                    id,
                    joinNo);
        }
    }

    /** Those that are not there. */
    public static void add(Connection connection, Collection<Row> rows) throws SQLException {
        FANOUTS.write(connection, ADD, rows);
    }

    /** The oldest one to any of these databases. */
    public static Optional<Row> next(Connection connection, int targets) throws SQLException {
        return Statements.first(connection, NEXT, FANOUTS::read, targets);
    }

    /**
     * Puts what is left of one in its place, in a transaction of the caller's.
     *
     * @param left none: it is done
     * @return false when somebody else has
     */
    public static boolean replace(Connection connection, Row done, List<Row> left) throws SQLException {
        boolean ours =
                Statements.update(connection, REMOVE, done.eventId(), done.factNo(), done.cause(), done.targets()) == 1;
        if (ours) {
            add(connection, left);
        }
        return ours;
    }
}
