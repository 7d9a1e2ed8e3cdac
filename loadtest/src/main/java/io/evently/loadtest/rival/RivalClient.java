package io.evently.loadtest.rival;

import java.sql.SQLException;
import java.util.UUID;

/** Where one client books: statements prepared on a connection of its own. */
interface RivalClient extends AutoCloseable {

    /**
     * Returns when the booking is durable.
     *
     * @param event the id of the booking's event
     * @return false when the rival gave up, and nothing was booked
     * @throws IllegalStateException when the booking was refused: all events have seats
     */
    boolean book(RivalBooking booking, UUID event) throws SQLException;

    @Override
    void close() throws SQLException;
}
