package io.evently.database;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.evently.sql.Viewer;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * The four databases and which of them an id belongs to. Bounded pools for each, so that a page of readers never keeps
 * the tables from following the journal, and the other way round. Requests read with rights of their own ({@link
 * DatabaseRoles}). The journal has connections of its own.
 */
public final class Shards implements AutoCloseable {

    /** Never to be changed: an event's database follows from its id and this number. */
    public static final int COUNT = 4;

    /** A reader waits this long for a connection, then the list answers busy. */
    private static final Duration READER_WAIT = Duration.ofSeconds(3);

    /** A background writer has nothing better to do than wait for the database to return. */
    private static final Duration WRITER_WAIT = Duration.ofSeconds(10);

    /** No list may run longer than this: its client has given up, and a long snapshot holds back vacuum. */
    private static final Duration READER_STATEMENT = Duration.ofSeconds(10);

    /** The server ends a list after 10 s and says so; who hears nothing 5 s later is not connected any more. */
    private static final Duration READER_SILENCE = Duration.ofSeconds(15);

    /**
     * The longest legal silence is a batch of 2,000 records going into tables whose disk is busy: seconds. What may take
     * longer (a rebuild's first step) lifts it for its own connection.
     */
    private static final Duration WRITER_SILENCE = Duration.ofSeconds(60);

    /** Asked of a connection that was idle; below the time for which its user waits for one. */
    private static final Duration VALIDATION = Duration.ofSeconds(1);

    /** The tables follow only up to the oldest transaction that writes, also on a server that does not end it. */
    private static final Duration FORGOTTEN_TRANSACTION = Duration.ofMinutes(1);

    private final List<String> urls;
    private final List<HikariDataSource> requests = new ArrayList<>();
    private final List<HikariDataSource> readers = new ArrayList<>();
    private final List<HikariDataSource> writers = new ArrayList<>();

    private Shards(List<String> urls) {
        this.urls = List.copyOf(urls);
    }

    /**
     * Connections kept for one database by one node.
     *
     * @param requests for lists and searches, which are asked of all four databases at once, so that one list takes one
     *     connection of each
     * @param readers for what is asked before an event is woken, and what the background looks for
     * @param writers for background writing: one for the projection's transaction, one for the attempt log, two for messages and webhooks, one for
     *     what is rare or short (users' keys, wake-up times, sweeps, rebuild)
     */
    public record PoolSizes(int requests, int readers, int writers) {

        /**
         * 4 lists at once keep 2 cores busy; more would only queue inside PostgreSQL instead of before it. 2 for the
         * events to be woken, so that no list keeps them waiting.
         */
        public static final PoolSizes DEFAULT = new PoolSizes(4, 2, 5);
    }

    /** The same with one set of rights for all. */
    public static Shards open(List<String> urls, PoolSizes sizes) {
        return open(urls, urls, sizes);
    }

    /**
     * Opens the pools; connections are made when first asked for.
     *
     * @param urls JDBC URLs of the databases 0 to 3, in this order, for the background
     * @param requestUrls the same for what requests read
     */
    public static Shards open(List<String> urls, List<String> requestUrls, PoolSizes sizes) {
        if (urls.size() != COUNT || requestUrls.size() != COUNT) {
            throw new IllegalArgumentException(
                    COUNT + " databases are needed, not " + urls.size() + " and " + requestUrls.size());
        }
        Shards shards = new Shards(urls);
        for (int shard = 0; shard < COUNT; shard++) {
            HikariConfig requests = reading("requests-" + shard, requestUrls.get(shard), sizes.requests());
            // Who asks is set in front of each statement, in one transaction with it: the driver parts the two when it
            // prepares the second on the server and a parameter is null.
            requests.addDataSourceProperty("prepareThreshold", "0");
            shards.requests.add(new HikariDataSource(requests));
            shards.readers.add(new HikariDataSource(reading("reader-" + shard, urls.get(shard), sizes.readers())));
            HikariConfig writer =
                    pool("writer-" + shard, urls.get(shard), sizes.writers(), WRITER_WAIT, WRITER_SILENCE);
            writer.setConnectionInitSql(
                    "set idle_in_transaction_session_timeout = " + FORGOTTEN_TRANSACTION.toMillis());
            shards.writers.add(new HikariDataSource(writer));
        }
        return shards;
    }

    /**
     * The database of an event, and of a user: the first two bytes of SHA-256 over the id's 16 bytes (most significant
     * first), unsigned, modulo 4. {@code shard_of(uuid)} in SQL gives the same.
     *
     * @return 0 to 3
     */
    public static int shardOf(UUID id) {
        ByteBuffer bytes =
                ByteBuffer.allocate(16).putLong(id.getMostSignificantBits()).putLong(id.getLeastSignificantBits());
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes.array());
            return (((hash[0] & 0xff) << 8) | (hash[1] & 0xff)) % COUNT;
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JVM has SHA-256", e);
        }
    }

    /**
     * For what a request reads: as whoever asks sees it, read only, autocommit, each statement bounded to 10 s. To be
     * closed.
     */
    public Connection request(int shard, Viewer viewer) throws SQLException {
        return viewer.over(requests.get(shard).getConnection());
    }

    /** For what the background reads: read only, autocommit, each statement bounded to 10 s. */
    public DataSource reader(int shard) {
        return readers.get(shard);
    }

    /** For projections, attempts, keys, wake-up times and sweeps. */
    public DataSource writer(int shard) {
        return writers.get(shard);
    }

    /** The JDBC URLs of the databases 0 to 3. */
    public List<String> urls() {
        return urls;
    }

    /** Closes all pools at once: one whose database is away takes seconds. */
    @Override
    public void close() {
        Stream.of(requests, readers, writers).flatMap(List::stream).parallel().forEach(HikariDataSource::close);
    }

    private static HikariConfig reading(String name, String url, int size) {
        HikariConfig config = pool(name, url, size, READER_WAIT, READER_SILENCE);
        config.setReadOnly(true);
        config.setConnectionInitSql("set statement_timeout = " + READER_STATEMENT.toMillis());
        return config;
    }

    private static HikariConfig pool(String name, String url, int size, Duration wait, Duration silence) {
        HikariConfig config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(url);
        config.setMaximumPoolSize(size);
        config.setMinimumIdle(1);
        config.setConnectionTimeout(wait.toMillis());
        // Negative: a database that is away for a moment must not keep the node from starting its other parts.
        config.setInitializationFailTimeout(-1);
        config.setValidationTimeout(VALIDATION.toMillis());
        config.setDataSourceProperties(ConnectionLimits.properties(name, silence));
        return config;
    }
}
