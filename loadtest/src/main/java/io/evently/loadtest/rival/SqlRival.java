package io.evently.loadtest.rival;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The ERD's tables, called over JDBC by threads with a connection each. No HTTP, no token check, no idempotency keys
 * and no log of attempts. How a connection books is the subclass's own.
 */
abstract class SqlRival extends AuditedRival {

    private final RivalDatabase database;
    private final SaleTables tables;

    SqlRival(RivalDatabase database) {
        this.database = database;
        this.tables = new SaleTables(database);
    }

    /** How many connections so many clients have: one each, or one for all. */
    abstract int connections(int clients);

    /**
     * Books on that connection from the start until the time is over.
     *
     * @param clients who share the connection, at least 1
     */
    abstract ClientTally bookUntilTheEnd(Connection connection, int clients, CountDownLatch start, Duration time)
            throws SQLException, InterruptedException;

    /** The id of the event at that place of the run. */
    final UUID event(int place) {
        return tables.events().get(place);
    }

    /** Any user's wish for seats of any event of the run. */
    final RivalBooking randomBooking() {
        return RivalBooking.random(tables.events().size());
    }

    /** Nothing is open between two runs. */
    @Override
    public final void close() {}

    @Override
    List<ClientTally> sell(int clients, int events, Duration time) {
        int number = connections(clients);
        List<Connection> connections = new ArrayList<>();
        ExecutorService threads = Executors.newFixedThreadPool(number);
        try {
            database.mustTake(number);
            tables.putOnSale(events);
            for (int i = 0; i < number; i++) {
                connections.add(database.connect());
            }
            return bookAll(connections, clients, time, threads);
        } catch (SQLException e) {
            throw new IllegalStateException(name() + " failed", e);
        } finally {
            threads.shutdownNow();
            connections.forEach(SqlRival::close);
        }
    }

    private List<ClientTally> bookAll(
            List<Connection> connections, int clients, Duration time, ExecutorService threads) {
        var start = new CountDownLatch(1);
        List<Future<ClientTally>> ends = new ArrayList<>();
        for (Connection connection : connections) {
            int sharing = clients / connections.size();
            ends.add(threads.submit(() -> bookUntilTheEnd(connection, sharing, start, time)));
        }
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

    @Override
    StoredBookings kept() {
        try {
            return tables.kept();
        } catch (SQLException e) {
            throw new IllegalStateException("the audit of " + name() + " failed", e);
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
