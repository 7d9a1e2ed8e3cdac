package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * A group commit before the database: while a call is in flight the next batch gathers, and one call of one SQL function
 * books all of it ({@code batch.sql}): row locks once, one commit. No SQL rival has less to do for a booking.
 *
 * <p>Clients are asks in flight, not connections. Whoever is answered asks again at once, so the next batch is
 * everybody: a queue between them would add hand-offs and change nothing.
 *
 * <p>One connection for all. With 2 or 4 a batch is a half or a quarter as large, and waits for the locks of the one
 * before. On 2 busy cores, in turns, 1,024 in flight made 20,000, 13,800 and 17,700 bookings a second of one event with
 * 1, 2 and 4 connections, and 17,600, 11,700 and 12,800 of 1,000 events.
 *
 * <p>Batches may hold several events. A batch for each event would be one booking with 1,000 events and 256 asks.
 */
public final class BatchRival extends SqlRival {

    /** On a database it may share with other rivals, one run at a time. */
    public BatchRival(RivalDatabase database) {
        super(database);
    }

    @Override
    public String name() {
        return "batches before one SQL function";
    }

    @Override
    int connections(int clients) {
        return 1;
    }

    @Override
    ClientTally bookUntilTheEnd(Connection connection, int clients, CountDownLatch start, Duration time)
            throws SQLException, InterruptedException {
        try (PreparedStatement book = connection.prepareStatement("select book_batch(?, ?, ?, ?)")) {
            start.await();
            var tally = new ClientTally(time);
            while (tally.goesOn()) {
                List<RivalBooking> batch =
                        Stream.generate(this::randomBooking).limit(clients).toList();
                bookAll(book, batch);
                batch.forEach(tally::acknowledged);
            }
            return tally;
        }
    }

    /**
     * Returns when all of them are durable.
     *
     * @throws IllegalStateException when one was refused: all events have seats
     */
    private void bookAll(PreparedStatement book, List<RivalBooking> batch) throws SQLException {
        setIds(book, 1, batch, RivalBooking::id);
        setIds(book, 2, batch, booking -> event(booking.event()));
        setIds(book, 3, batch, RivalBooking::user);
        Object[] quantities = batch.stream().map(RivalBooking::quantity).toArray();
        book.setArray(4, book.getConnection().createArrayOf("integer", quantities));
        try (ResultSet rows = book.executeQuery()) {
            rows.next();
            for (String answer : (String[]) rows.getArray(1).getArray()) {
                if (!answer.startsWith("EVT")) {
                    throw new IllegalStateException("refused: " + answer);
                }
            }
        }
    }

    private static void setIds(
            PreparedStatement book, int parameter, List<RivalBooking> batch, Function<RivalBooking, UUID> id)
            throws SQLException {
        book.setArray(
                parameter,
                book.getConnection()
                        .createArrayOf("uuid", batch.stream().map(id).toArray()));
    }
}
