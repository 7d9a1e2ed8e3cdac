package io.evently.message.follow;

import io.evently.database.Shards;
import io.evently.event.Labelled;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import io.evently.sql.FlatJson;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import io.evently.tables.message.FanoutPersons;
import io.evently.tables.message.FanoutsTable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javax.sql.DataSource;

/**
 * Tells a change of an event to all who have a booking or wait: a thousand at a time, each piece under ids that a repeat
 * gives again. A database that is away is left with a rest of its own.
 */
final class FanoutStep {

    private static final int AT_ONCE = 1_000;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Targets targets;
    private final MessageWriter writer;
    /** Whether something may be left. */
    private boolean left;

    FanoutStep(Targets targets, MessageWriter writer) {
        this.targets = targets;
        this.writer = writer;
    }

    /** A piece, and what comes after it; null: nothing does. */
    private record Piece(Outbox outbox, FanoutsTable.Row next) {}

    /** @return whether there may be more to do at once */
    boolean step(DataSource database, FollowedJournal journal) throws SQLException, Overtaken, Target.Ahead {
        left |= journal.takeFanoutsAdded();
        int ready = targets.readyBits();
        if (!left || ready == 0) {
            return false;
        }
        FanoutsTable.Row fanout;
        Piece piece;
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            Optional<FanoutsTable.Row> any = FanoutsTable.next(connection, ready);
            if (any.isEmpty()) {
                // One for a database that is away is looked for when that is back.
                left = ready != (1 << Shards.COUNT) - 1;
                connection.commit();
                return false;
            }
            fanout = any.get();
            piece = piece(connection, fanout);
            Position needed = fanout.generation() == journal.source().generation()
                    ? fanout.record()
                    : journal.source().start();
            if (PositionsTable.read(connection).compareTo(needed) < 0) {
                // They are being made anew.
                connection.rollback();
                return false;
            }
            connection.commit();
        }
        int told = fanout.targets() & tell(piece.outbox(), fanout.targets() & ready);
        try (Connection connection = database.getConnection()) {
            connection.setAutoCommit(false);
            journal.move(connection, journal.source().position());
            List<FanoutsTable.Row> rest = new ArrayList<>();
            if (told != fanout.targets()) {
                rest.add(fanout.to(fanout.targets() & ~told));
            }
            if (told != 0 && piece.next() != null) {
                rest.add(piece.next().to(told));
            }
            if (told != 0) {
                var unused = FanoutsTable.replace(connection, fanout, rest);
            }
            connection.commit();
        }
        return told != 0;
    }

    /** @return bit n: database n was told */
    private int tell(Outbox outbox, int wanted) throws Overtaken, Target.Ahead {
        List<Target> asked = targets.ready(target -> (target.bit() & wanted) != 0);
        for (Target target : asked) {
            Outbox.Part part = outbox.of(target.number(), Position.BEGINNING);
            if (!part.isEmpty()) {
                target.tellBeside(writer, part);
            }
        }
        targets.await(PATIENCE);
        targets.settle();
        return asked.stream().filter(Target::isReady).mapToInt(Target::bit).sum();
    }

    private static Piece piece(Connection connection, FanoutsTable.Row fanout) throws SQLException {
        Cause cause = Labelled.of(Cause.class, fanout.cause());
        Map<String, String> event = FlatJson.map(fanout.variables());
        return cause == Cause.PRICE_CHANGED || fanout.bookedDone()
                ? waiting(connection, fanout, cause, event)
                : booked(connection, fanout, cause, event);
    }

    private static Piece booked(Connection connection, FanoutsTable.Row fanout, Cause cause, Map<String, String> event)
            throws SQLException {
        List<FanoutPersons.Booked> chunk = FanoutPersons.booked(connection, fanout, AT_ONCE);
        Outbox outbox = new Outbox();
        for (FanoutPersons.Booked each : chunk) {
            if (!each.held() || cause == Cause.EVENT_CANCELLED) {
                // Of each booking, for each has an entry in somebody's calendar.
                tell(
                        outbox,
                        fanout,
                        cause,
                        event,
                        each.id(),
                        each.userId(),
                        NotifyPrefs.ALL,
                        values -> values.booking(each.id(), each.reference(), each.quantity(), each.unitPrice()));
            } else if (!each.besideBooking()) {
                tell(outbox, fanout, cause, event, each.userId(), each.userId(), NotifyPrefs.ALL, values -> {});
            }
        }
        if (chunk.size() < AT_ONCE) {
            return new Piece(outbox, fanout.afterAllBookings());
        }
        FanoutPersons.Booked last = chunk.get(AT_ONCE - 1);
        return new Piece(outbox, fanout.afterBooking(last.createdAt(), last.id()));
    }

    private static Piece waiting(Connection connection, FanoutsTable.Row fanout, Cause cause, Map<String, String> event)
            throws SQLException {
        List<FanoutPersons.Waiting> chunk = cause == Cause.EVENT_CANCELLED
                ? FanoutPersons.waited(connection, fanout, AT_ONCE)
                // Who has a promotion has its price.
                : FanoutPersons.waiting(
                        connection, fanout, cause != Cause.PRICE_CHANGED, cause == Cause.PRICE_CHANGED, AT_ONCE);
        Outbox outbox = new Outbox();
        for (FanoutPersons.Waiting each : chunk) {
            NotifyPrefs allowed = new NotifyPrefs(each.byEmail(), each.inApp());
            tell(outbox, fanout, cause, event, each.userId(), each.userId(), allowed, values -> {});
        }
        return new Piece(
                outbox,
                chunk.size() < AT_ONCE
                        ? null
                        : fanout.afterEntry(chunk.get(AT_ONCE - 1).joinNo()));
    }

    /** @param by the booking, or the person, that makes the message another one */
    private static void tell(
            Outbox outbox,
            FanoutsTable.Row fanout,
            Cause cause,
            Map<String, String> event,
            UUID by,
            UUID userId,
            NotifyPrefs allowed,
            Consumer<Values> more) {
        Values values = Values.and(event);
        more.accept(values);
        outbox.tell(
                fanout.record(),
                new Message(
                        MessageId.of(fanout.eventId(), fanout.factNo(), cause, by),
                        userId,
                        fanout.eventId(),
                        cause,
                        values.map(),
                        allowed,
                        fanout.at(),
                        fanout.factNo(),
                        null));
    }
}
