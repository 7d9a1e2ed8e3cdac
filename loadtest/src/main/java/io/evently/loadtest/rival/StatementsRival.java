package io.evently.loadtest.rival;

import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.UUID;

/**
 * What most services do: a transaction of prepared statements, the first of which locks the event's row. Four round
 * trips, one for each of SELECT FOR UPDATE, INSERT, UPDATE and COMMIT (the driver sends BEGIN along with the first);
 * the lock is held through three of them.
 */
public final class StatementsRival extends OneByOneRival {

    /** On a database it may share with other rivals, one run at a time. */
    public StatementsRival(RivalDatabase database) {
        super(database);
    }

    @Override
    public String name() {
        return "transaction of statements with SELECT FOR UPDATE";
    }

    @Override
    RivalClient open(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        return new TransactionDesk(connection);
    }

    private static final class TransactionDesk implements RivalClient {

        private final Connection connection;
        private final PreparedStatement lock;
        private final PreparedStatement insert;
        private final PreparedStatement update;

        TransactionDesk(Connection connection) throws SQLException {
            this.connection = connection;
            this.lock = connection.prepareStatement(
                    "select available_seats, current_price, status from events where id = ? for update");
            this.insert = connection.prepareStatement(
                    """
                    insert into bookings (id, user_id, event_id, quantity, total_amount, status, booking_ref)
                    values (?, ?, ?, ?, ?, 'confirmed', ?)
                    """);
            this.update = connection.prepareStatement(
                    """
                    update events
                       set available_seats = available_seats - ?, version = version + 1, updated_at = now()
                     where id = ?
                    """);
        }

        @Override
        public boolean book(RivalBooking booking, UUID event) throws SQLException {
            insert.setBigDecimal(
                    5, lockedPrice(event, booking.quantity()).multiply(new BigDecimal(booking.quantity())));
            insert.setObject(1, booking.id());
            insert.setObject(2, booking.user());
            insert.setObject(3, event);
            insert.setInt(4, booking.quantity());
            insert.setString(6, reference(booking.id()));
            insert.executeUpdate();
            update.setInt(1, booking.quantity());
            update.setObject(2, event);
            update.executeUpdate();
            connection.commit();
            return true;
        }

        private BigDecimal lockedPrice(UUID event, int quantity) throws SQLException {
            lock.setObject(1, event);
            try (ResultSet rows = lock.executeQuery()) {
                mustHaveSeats(rows, quantity);
                return rows.getBigDecimal("current_price");
            }
        }

        @Override
        public void close() throws SQLException {
            lock.close();
            insert.close();
            update.close();
        }
    }
}
