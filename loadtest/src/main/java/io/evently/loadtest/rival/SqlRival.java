package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

/**
 * The ERD's tables, called over JDBC by threads with a connection each. No HTTP, no token check, no idempotency keys
 * and no log of attempts. How a booking is made is the subclass's own.
 */
abstract class SqlRival extends AuditedRival {

    private static final int CAPACITY = 1_000_000_000;

    private final RivalDatabase database;
    private List<UUID> events = List.of();

    SqlRival(RivalDatabase database) {
        this.database = database;
    }

    /** Prepares its statements. */
    abstract RivalClient open(Connection connection) throws SQLException;

    /** Nothing is open between two runs. */
    @Override
    public final void close() {}

    @Override
    List<ClientTally> sell(int clients, int events, Duration time) {
        List<Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        try {
            database.mustTake(clients);
            makeFresh(events);
            for (int i = 0; i < clients; i++) {
                connections.add(database.connect());
            }
            return bookAll(connections, time, threads);
        } catch (SQLException e) {
            throw new IllegalStateException(name() + " failed", e);
        } finally {
            threads.shutdownNow();
            connections.forEach(SqlRival::close);
        }
    }

    private List<ClientTally> bookAll(List<Connection> connections, Duration time, ExecutorService threads) {
        var start = new CountDownLatch(1);
        List<Future<ClientTally>> ends = connections.stream()
                .map(connection -> threads.submit(() -> bookUntilTheEnd(connection, start, time)))
                .toList();
        start.countDown();
        List<ClientTally> tallies = new ArrayList<>();
        try {
            for (Future<ClientTally> end : ends) {
                tallies.add(end.get());
            }
            return tallies;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException(name() + " failed", e.getCause());
        }
    }

    private ClientTally bookUntilTheEnd(Connection connection, CountDownLatch start, Duration time)
            throws SQLException, InterruptedException {
        try (RivalClient desk = open(connection)) {
            start.await();
            var tally = new ClientTally(time);
            while (tally.goesOn()) {
                RivalBooking booking = RivalBooking.random(events.size());
                if (desk.book(booking, events.get(booking.event()))) {
                    tally.acknowledged(booking);
                }
            }
            return tally;
        }
    }

    private void makeFresh(int number) throws SQLException {
        events = Stream.generate(UUID::randomUUID).limit(number).toList();
        String sql =
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, base_price, current_price)
                select unnest(?::uuid[]), 'An event', 'Loopback Arena', now() + interval '30 days', ?, ?, 49.90, 49.90
                """;
        try (Connection connection = database.connect();
                Statement empty = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            empty.execute("truncate events, bookings"); // small indexes: the rival's best case
            insert.setArray(1, connection.createArrayOf("uuid", events.toArray()));
            insert.setInt(2, CAPACITY);
            insert.setInt(3, CAPACITY);
            insert.executeUpdate();
        }
    }

    @Override
    StoredBookings kept() {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Map<UUID, StoredBookings.Count> counts = counts(statement);
            return new StoredBookings(
                    bookings(statement), events.stream().map(counts::get).toList());
        } catch (SQLException e) {
            throw new IllegalStateException("the audit of " + name() + " failed", e);
        }
    }

    /** A version counts the bookings of its event: it starts at 1, and each booking adds 1. */
    private static Map<UUID, StoredBookings.Count> counts(Statement statement) throws SQLException {
        Map<UUID, StoredBookings.Count> counts = new HashMap<>();
        String sql = "select id, version - 1, total_capacity - available_seats from events";
        try (ResultSet rows = statement.executeQuery(sql)) {
            while (rows.next()) {
                counts.put(rows.getObject(1, UUID.class), new StoredBookings.Count(rows.getLong(2), rows.getLong(3)));
            }
        }
        return counts;
    }

    private List<RivalBooking> bookings(Statement statement) throws SQLException {
        Map<UUID, Integer> places = new HashMap<>();
        for (int place = 0; place < events.size(); place++) {
            places.put(events.get(place), place);
        }
        List<RivalBooking> bookings = new ArrayList<>();
        try (ResultSet rows = statement.executeQuery("select id, event_id, user_id, quantity from bookings")) {
            while (rows.next()) {
                bookings.add(new RivalBooking(
                        rows.getObject(1, UUID.class),
                        places.get(rows.getObject(2, UUID.class)),
                        rows.getObject(3, UUID.class),
                        rows.getInt(4)));
            }
        }
        return bookings;
    }

    /** What the customer is given: as the SQL function makes it. */
    static String reference(UUID booking) {
        String hex = booking.toString().replace("-", "").substring(0, 12);
        return "EVT" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE)
                + hex.toUpperCase(Locale.ROOT);
    }

    /** The checks of the SQL function, on the row that comes next; all events have seats, so a refusal is an error. */
    static void mustHaveSeats(ResultSet rows, int quantity) throws SQLException {
        if (!rows.next()) {
            throw new IllegalStateException("refused: NOT_FOUND");
        }
        if (!rows.getString("status").equals("active") || rows.getInt("available_seats") < quantity) {
            throw new IllegalStateException(
                    "refused: " + rows.getString("status") + ", " + rows.getInt("available_seats") + " seats left");
        }
    }

    private static void close(Connection connection) {
        try {
            connection.close();
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
