package io.evently.loadtest.bench;

import io.evently.loadtest.audit.Violation;
import io.evently.loadtest.rival.Rival;
import io.evently.loadtest.rival.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.HdrHistogram.Histogram;

/**
 * The ERD's own way: one SQL function that locks the event's row, checks and writes, called over JDBC by threads with a
 * connection each; prepared, in autocommit, one round trip. It has no HTTP, no token check, no idempotency keys and no
 * log of attempts, and runs in a database of its own on Evently's PostgreSQL, with its durable settings.
 */
public final class RowLockRival implements Rival {

    private static final int USERS = 10_000;
    private static final int CAPACITY = 1_000_000_000;
    private static final int MOST_SEATS = 4;
    private static final long LONGEST_MICROS = TimeUnit.MINUTES.toMicros(1);

    private final String url;
    private final List<UUID> users =
            Stream.generate(UUID::randomUUID).limit(USERS).toList();

    private RowLockRival(String url) {
        this.url = url;
    }

    /**
     * Makes the database {@code rival} anew.
     *
     * @throws IllegalStateException when the server would forget what it acknowledged: no fair comparison
     */
    public static RowLockRival create(int databasePort) throws SQLException {
        String server = "jdbc:postgresql://127.0.0.1:" + databasePort + "/";
        try (Connection connection = DriverManager.getConnection(server + "postgres", "postgres", "");
                Statement statement = connection.createStatement()) {
            for (String setting : List.of("fsync", "full_page_writes", "synchronous_commit")) {
                try (ResultSet rows = statement.executeQuery("show " + setting)) {
                    rows.next();
                    if (!rows.getString(1).equals("on")) {
                        throw new IllegalStateException(setting + " is " + rows.getString(1));
                    }
                }
            }
            statement.execute("drop database if exists rival");
            statement.execute("create database rival");
        }
        // 1: prepared on the server from the first call on.
        var rival = new RowLockRival(server + "rival?prepareThreshold=1");
        rival.makeTables();
        return rival;
    }

    @Override
    public String name() {
        return "row-lock SQL function";
    }

    @Override
    public void close() {}

    @Override
    public Run book(int clients, int events, Duration time) {
        try {
            return run(clients, time);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Books on a fresh event for that long, each client on a connection of its own. */
    Run run(int clients, Duration time) throws SQLException {
        UUID event = freshEvent();
        List<Client> finished = bookAll(event, clients, time);
        var latencies = new Histogram(LONGEST_MICROS, 3);
        long booked = 0;
        long seats = 0;
        double seconds = 0;
        for (Client client : finished) {
            latencies.add(client.latencies);
            booked += client.booked;
            seats += client.seats;
            seconds = Math.max(seconds, client.seconds);
        }
        return new Run(clients, booked / seconds, latencies, audit(event, booked, seats));
    }

    private List<Client> bookAll(UUID event, int clients, Duration time) throws SQLException {
        ExecutorService threads = Executors.newFixedThreadPool(clients);
        List<Client> all = new ArrayList<>();
        try {
            var start = new CountDownLatch(1);
            List<Future<Void>> ends = new ArrayList<>();
            for (int i = 0; i < clients; i++) {
                var client = new Client(connect(), event, start, time);
                all.add(client);
                ends.add(threads.submit(() -> {
                    client.bookUntilTheEnd();
                    return null;
                }));
            }
            start.countDown();
            for (Future<Void> end : ends) {
                end.get();
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("the rival failed", e.getCause());
        } finally {
            threads.shutdownNow();
            for (Client client : all) {
                client.connection.close();
            }
        }
    }

    /** One thread's bookings. */
    private final class Client {

        final Connection connection;
        private final UUID event;
        private final CountDownLatch start;
        private final Duration time;
        final Histogram latencies = new Histogram(LONGEST_MICROS, 3);
        long booked;
        long seats;
        double seconds;

        Client(Connection connection, UUID event, CountDownLatch start, Duration time) {
            this.connection = connection;
            this.event = event;
            this.start = start;
            this.time = time;
        }

        void bookUntilTheEnd() throws SQLException, InterruptedException {
            var random = ThreadLocalRandom.current();
            try (PreparedStatement book = connection.prepareStatement("select book(?, ?, ?, ?)")) {
                start.await();
                long begin = System.nanoTime();
                long now = begin;
                while (now - begin < time.toNanos()) {
                    int quantity = 1 + random.nextInt(MOST_SEATS);
                    book.setObject(1, new UUID(random.nextLong(), random.nextLong()));
                    book.setObject(2, event);
                    book.setObject(3, users.get(random.nextInt(USERS)));
                    book.setInt(4, quantity);
                    call(book);
                    booked++;
                    seats += quantity;
                    long end = System.nanoTime();
                    latencies.recordValue(Math.min((end - now) / 1000, LONGEST_MICROS));
                    now = end;
                }
                seconds = (now - begin) / 1e9;
            }
        }

        private void call(PreparedStatement book) throws SQLException {
            try (ResultSet rows = book.executeQuery()) {
                rows.next();
                if (!rows.getString(1).startsWith("EVT")) {
                    throw new IllegalStateException("refused: " + rows.getString(1));
                }
            }
        }
    }

    private List<Violation> audit(UUID event, long booked, long seats) throws SQLException {
        String sql =
                """
                select e.total_capacity - e.available_seats as taken, count(b.id) as bookings,
                       coalesce(sum(b.quantity), 0) as seats
                  from events e left join bookings b on b.event_id = e.id
                 where e.id = ?
                 group by e.id
                """;
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setObject(1, event);
            try (ResultSet rows = statement.executeQuery()) {
                rows.next();
                boolean kept = rows.getLong("taken") == seats
                        && rows.getLong("seats") == seats
                        && rows.getLong("bookings") == booked;
                String detail = "acknowledged " + booked + " of " + seats + " seats, stored " + rows.getLong("bookings")
                        + " of " + rows.getLong("seats") + ", taken " + rows.getLong("taken");
                return kept ? List.of() : List.of(new Violation("the rival must keep its bookings too", detail));
            }
        }
    }

    private UUID freshEvent() throws SQLException {
        UUID id = UUID.randomUUID();
        String sql =
                """
                insert into events (id, name, venue, event_date, total_capacity, available_seats, base_price, current_price)
                values (?, 'Hot event', 'Loopback Arena', now() + interval '30 days', ?, ?, 49.90, 49.90)
                """;
        try (Connection connection = connect();
                Statement empty = connection.createStatement();
                PreparedStatement insert = connection.prepareStatement(sql)) {
            empty.execute("truncate events, bookings"); // small indexes: the rival's best case
            insert.setObject(1, id);
            insert.setInt(2, CAPACITY);
            insert.setInt(3, CAPACITY);
            insert.executeUpdate();
        }
        return id;
    }

    private void makeTables() throws SQLException {
        try (Connection connection = connect();
                Statement script = connection.createStatement();
                PreparedStatement insert =
                        connection.prepareStatement("insert into users (id) select unnest(?::uuid[])")) {
            script.execute(sql());
            insert.setArray(1, connection.createArrayOf("uuid", users.toArray()));
            insert.executeUpdate();
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url, "postgres", "");
    }

    private static String sql() {
        try (InputStream in = RowLockRival.class.getResourceAsStream("/rival/row-lock.sql")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
