package io.evently.loadtest.scenario.manyevents;

import com.fasterxml.uuid.Generators;
import com.fasterxml.uuid.impl.TimeBasedEpochRandomGenerator;
import io.evently.database.Shards;
import io.evently.event.Booking;
import io.evently.event.Commit;
import io.evently.event.Details;
import io.evently.event.EventCommand;
import io.evently.event.KeyHash;
import io.evently.event.WaitlistPolicy;
import io.evently.event.record.EventSerializer;
import io.evently.event.rules.GroupCommit;
import io.evently.event.state.Event;
import io.evently.tables.EventRow;
import io.evently.tables.EventsTable;
import io.evently.tables.UsersTable;
import io.evently.tables.journal.Journal;
import io.evently.tables.journal.Position;
import io.evently.tables.journal.PositionsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

/**
 * Puts events with many bookings into the databases of an Evently that is down, as its actors would have left them: all
 * commits in the journal, a snapshot, a row in {@code events}, and the projection's position behind them. What is left
 * out are the rows of the bookings: a projection writes 12 million of them in a quarter of an hour, and no event reads
 * them. The rules decide each booking, and the server's own serializer writes it.
 */
final class Filling {

    private static final int A_COMMIT = 1_000;
    private static final int CAPACITY = 1_000_000;
    private static final long PRICE_CENTS = 4_990;
    /** As a node makes them: no event has another kind of id. */
    private static final TimeBasedEpochRandomGenerator IDS = Generators.timeBasedEpochRandomGenerator();

    private static final UUID ADMIN = new UUID(1, 1);

    private final int bookings;
    private final EventSerializer serializer = new EventSerializer();

    private Filling(int bookings) {
        this.bookings = bookings;
    }

    /** Takes the database's port, the number of events, bookings of each, and a file for the events' ids. */
    public static void main(String[] arguments) throws SQLException, IOException {
        int port = Integer.parseInt(arguments[0]);
        var filling = new Filling(Integer.parseInt(arguments[2]));
        List<UUID> events = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(arguments[1]); i++) {
            events.add(IDS.generate());
        }
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            String url = "jdbc:postgresql://127.0.0.1:%d/evently_%d?user=postgres".formatted(port, shard);
            try (Connection connection = DriverManager.getConnection(url)) {
                UsersTable.ensureStubs(connection, List.of(ADMIN));
                for (UUID event : events) {
                    if (Shards.shardOf(event) == shard) {
                        filling.fill(connection, event);
                    }
                }
                tablesHaveFollowed(connection);
            }
        }
        Files.write(Path.of(arguments[3]), events.stream().map(UUID::toString).toList());
    }

    private void fill(Connection connection, UUID id) throws SQLException {
        long at = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) - TimeUnit.HOURS.toMicros(1);
        var event = new Event();
        List<Journal.NewRow> rows = new ArrayList<>();
        var details = new Details(
                "Many events", null, "Hall", at + TimeUnit.DAYS.toMicros(30), 10, 0, 10, WaitlistPolicy.STRICT, 15);
        rows.add(row(
                id,
                1,
                decided(
                        event,
                        at,
                        List.of(new EventCommand.CreateEvent(id, details, CAPACITY, PRICE_CENTS, null, ADMIN)))));
        for (int made = 0; made < bookings; made += A_COMMIT) {
            List<EventCommand> commands = new ArrayList<>();
            for (int i = 0; i < Math.min(A_COMMIT, bookings - made); i++) {
                UUID booking = UUID.randomUUID();
                commands.add(new EventCommand.Book(
                        booking,
                        UUID.randomUUID(),
                        1,
                        false,
                        Booking.NO_EXPECTED_PRICE,
                        KeyHash.of(booking.toString())));
            }
            rows.add(row(id, rows.size() + 1, decided(event, at + made, commands)));
        }
        for (Journal.NewRow row : rows) {
            if (!Journal.append(connection, List.of(row), each -> false, false)) {
                throw new IllegalStateException("a record of event " + id + " was there already");
            }
        }
        keep(connection, id, rows.size(), event);
        EventsTable.upsert(connection, List.of(shown(event)));
    }

    private static Commit decided(Event event, long at, List<EventCommand> commands) {
        var round = new GroupCommit(event, at, A_COMMIT);
        commands.forEach(round::decide);
        return round.commit();
    }

    private Journal.NewRow row(UUID id, int number, Commit commit) {
        return new Journal.NewRow(
                "Event|" + id,
                number,
                "filling",
                System.currentTimeMillis(),
                "",
                serializer.toBinary(commit),
                serializer.identifier(),
                serializer.manifest(commit));
    }

    private void keep(Connection connection, UUID id, int number, Event event) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(
                """
                insert into snapshot (persistence_id, sequence_number, created, snapshot_ser_id, snapshot_ser_manifest,
                    snapshot_payload)
                values (?, ?, ?, ?, ?, ?)
                """)) {
            insert.setString(1, "Event|" + id);
            insert.setLong(2, number);
            insert.setLong(3, System.currentTimeMillis());
            insert.setInt(4, serializer.identifier());
            insert.setString(5, serializer.manifest(event));
            insert.setBytes(6, serializer.toBinary(event));
            insert.executeUpdate();
        }
    }

    private static EventRow shown(Event event) {
        var details = event.details();
        var seats = event.tally();
        return new EventRow(
                event.id(),
                details.name(),
                details.description(),
                details.venue(),
                details.eventDate(),
                seats.capacity(),
                seats.confirmed(),
                seats.held(),
                seats.promised(),
                event.basePrice(),
                event.currentPrice(),
                seats.revenue(),
                "active",
                event.version(),
                details.maxPerBooking(),
                details.maxPerUser(),
                details.holdMinutes(),
                "strict",
                details.windowMinutes(),
                null,
                0,
                null,
                ADMIN,
                event.lastFact(),
                event.head().createdAt(),
                event.head().updatedAt(),
                details.timeZone());
    }

    private static void tablesHaveFollowed(Connection connection) throws SQLException {
        PositionsTable.ensure(connection);
        Position before = PositionsTable.read(connection);
        if (!PositionsTable.move(connection, before, Journal.end(connection))) {
            throw new IllegalStateException("somebody else moves the projection's position");
        }
    }
}
