package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * The ERD's own way: one SQL function that locks the event's row, checks and writes ({@code row-lock.sql}); prepared,
 * in autocommit, one round trip. The lock is held for one statement and its commit.
 */
public final class RowLockRival extends OneByOneRival {

    /** On a database it may share with other rivals, one run at a time. */
    public RowLockRival(RivalDatabase database) {
        super(database);
    }

    @Override
    public String name() {
        return "row-lock SQL function";
    }

    @Override
    RivalClient open(Connection connection) throws SQLException {
        return new FunctionDesk(connection.prepareStatement("select book(?, ?, ?, ?)"));
    }

    private record FunctionDesk(PreparedStatement book) implements RivalClient {

        @Override
        public boolean book(RivalBooking booking, UUID event) throws SQLException {
            book.setObject(1, booking.id());
            book.setObject(2, event);
            book.setObject(3, booking.user());
            book.setInt(4, booking.quantity());
            try (ResultSet rows = book.executeQuery()) {
                rows.next();
                if (!rows.getString(1).startsWith("EVT")) {
                    throw new IllegalStateException("refused: " + rows.getString(1));
                }
                return true;
            }
        }

        @Override
        public void close() throws SQLException {
            book.close();
        }
    }
}
