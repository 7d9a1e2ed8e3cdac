package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

/** The tables that all SQL rivals book on: fresh events for a run, and what is stored of it afterwards. */
final class SaleTables {

    /** Seats of each event: enough for any run. */
    static final int CAPACITY = 1_000_000_000;

    private final RivalDatabase database;
    private List<UUID> events = List.of();

    SaleTables(RivalDatabase database) {
        this.database = database;
    }

    /** Puts so many fresh events on sale; what an earlier run stored is gone. */
    List<UUID> putOnSale(int number) throws SQLException {
        events = Stream.generate(UUID::randomUUID).limit(number).toList();
        String sql =
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, base_price, current_price)
                select unnest(?::uuid[]), 'An event', 'Loopback Arena', now() + interval '30 days', ?, ?, 49.90, 49.90
                """;
        try (Connection connection = database.connect();
                Statement empty = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            // Small indexes: the rival's best case.
            empty.execute("truncate events, bookings, idempotency_keys, booking_attempts");
            insert.setArray(1, connection.createArrayOf("uuid", events.toArray()));
            insert.setInt(2, CAPACITY);
            insert.setInt(3, CAPACITY);
            insert.executeUpdate();
        }
        return events;
    }

    /** The events of the run, in their order. */
    List<UUID> events() {
        return events;
    }

    /** Everything that is stored of the run. */
    StoredBookings kept() throws SQLException {
        try (Connection connection = database.connect();
                Statement statement = connection.createStatement()) {
            Map<UUID, StoredBookings.Count> counts = counts(statement);
            return new StoredBookings(
                    bookings(statement), events.stream().map(counts::get).toList());
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
}
