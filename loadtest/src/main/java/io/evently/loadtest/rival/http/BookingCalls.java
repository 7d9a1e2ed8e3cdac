package io.evently.loadtest.rival.http;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Calls the SQL function over JDBC: a pool of connections, and as many threads that block. Whatever is beyond waits in
 * their queue, without a bound: a benchmark has no more waiting than connections of clients.
 */
final class BookingCalls {

    private static final String CALL =
            "select answer, made_id, made_price, made_at from request_booking(?, ?, ?, ?, ?, ?, ?)";

    private final String url;
    private volatile Pool pool;

    private record Pool(HikariDataSource connections, ExecutorService threads) {}

    BookingCalls(String url) {
        this.url = url;
    }

    /** From now on so many connections; 0: none, and nothing can be booked. Only while nobody books. */
    synchronized void resize(int size) {
        Pool before = pool;
        pool = size == 0 ? null : open(size);
        if (before != null) {
            before.threads.shutdown();
            before.connections.close();
        }
    }

    private Pool open(int size) {
        var config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(size);
        return new Pool(new HikariDataSource(config), Executors.newFixedThreadPool(size));
    }

    /** Completed, on a thread of the pool, when what was decided is durable. */
    CompletableFuture<BookingResult> book(BookingCall call) {
        Pool current = pool;
        if (current == null) {
            throw new IllegalStateException("no connections");
        }
        return CompletableFuture.supplyAsync(() -> call(current, call), current.threads);
    }

    private static BookingResult call(Pool pool, BookingCall call) {
        try (Connection connection = pool.connections.getConnection();
                PreparedStatement statement = connection.prepareStatement(CALL)) {
            statement.setObject(1, call.booking());
            statement.setObject(2, call.event());
            statement.setObject(3, call.user());
            statement.setString(4, call.key());
            statement.setInt(5, call.quantity());
            statement.setString(6, call.address());
            statement.setString(7, call.agent());
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                return new BookingResult(
                        rows.getString(1),
                        rows.getObject(2, UUID.class),
                        rows.getBigDecimal(3),
                        rows.getObject(4, OffsetDateTime.class));
            }
        } catch (SQLException e) {
            throw new CompletionException(e);
        }
    }
}
