package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;

/** A SQL rival whose clients have a connection each, and make one booking after another. */
abstract class OneByOneRival extends SqlRival {

    OneByOneRival(RivalDatabase database) {
        super(database);
    }

    /** Prepares its statements. */
    abstract RivalClient open(Connection connection) throws SQLException;

    @Override
    final int connections(int clients) {
        return clients;
    }

    @Override
    final ClientTally bookUntilTheEnd(Connection connection, int clients, CountDownLatch start, Duration time)
            throws SQLException, InterruptedException {
        try (RivalClient desk = open(connection)) {
            start.await();
            var tally = new ClientTally(time);
            while (tally.goesOn()) {
                RivalBooking booking = randomBooking();
                if (desk.book(booking, event(booking.event()))) {
                    tally.acknowledged(booking);
                }
            }
            return tally;
        }
    }

    /** What the customer is given: as the SQL function makes it. */
    static String reference(UUID booking) {
        String id = booking.toString();
        return "EVT" + LocalDate.now(ZoneOffset.UTC).format(DateTimeFormatter.BASIC_ISO_DATE)
                + id.substring(id.length() - 12).toUpperCase(Locale.ROOT);
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
}
