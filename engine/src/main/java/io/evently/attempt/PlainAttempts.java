package io.evently.attempt;

import io.evently.database.Shards;
import io.evently.tables.PlainAttemptsTable;
import io.evently.tables.PlainAttemptsTable.Encrypted;
import io.evently.tables.PlainAttemptsTable.Pass;
import io.evently.tables.PlainAttemptsTable.Plain;
import io.evently.worker.ShardWork;
import io.evently.worker.ShardWorker;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.DispatcherSelector;

/**
 * Encrypts addresses and agents that the version before wrote in plain text, in small steps, and goes on where it was
 * after a restart. What is done is done: a database whose passes are over is asked once in ten minutes whether it is.
 */
public final class PlainAttempts implements ShardWork {

    /** As the sweeps': its steps are short. */
    private static final String DISPATCHER = "evently.dispatchers.deadlines";

    private static final Duration BETWEEN_STEPS = Duration.ofSeconds(1);
    private static final Duration BETWEEN_LOOKS = Duration.ofMinutes(10);

    /** Of each partition, in one transaction: 300 rows each if all are plain. */
    private static final int BLOCKS = 8;

    /** A step ends after so many rows, or transactions: some 100 ms. */
    private static final int ROWS = 2_000;

    private static final int TRANSACTIONS = 50;

    private final int shard;
    private final DataSource database;
    private final ClientCipher cipher;
    private final BooleanSupplier rush;

    /** @param rush whether to give way to bookings */
    PlainAttempts(int shard, DataSource database, ClientCipher cipher, BooleanSupplier rush) {
        this.shard = shard;
        this.database = database;
        this.cipher = cipher;
        this.rush = rush;
    }

    /**
     * Starts this node's share. Every node of the cluster calls it once.
     *
     * @param rush whether bookings need this node's processors
     */
    public static void start(ActorSystem<?> system, Shards shards, ClientCipher cipher, BooleanSupplier rush) {
        Executor blocking = system.dispatchers().lookup(DispatcherSelector.fromConfig(DISPATCHER));
        ShardWorker.start(
                system,
                "plain-attempts",
                shard -> blocking,
                shard -> new PlainAttempts(shard, shards.writer(shard), cipher, rush));
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        if (rush.getAsBoolean()) {
            return ShardWork.rest(BETWEEN_STEPS);
        }
        try (Connection connection = database.getConnection()) {
            Optional<Pass> due = PlainAttemptsTable.due(connection);
            if (due.isPresent()) {
                step(connection, due.get());
            }
            return ShardWork.rest(due.isPresent() ? BETWEEN_STEPS : BETWEEN_LOOKS);
        }
    }

    private void step(Connection connection, Pass pass) throws SQLException {
        connection.setAutoCommit(false);
        int rows = 0;
        long block = pass.nextBlock();
        boolean more = true;
        for (int i = 0; more && i < TRANSACTIONS && rows < ROWS; i++) {
            List<Plain> plain = PlainAttemptsTable.read(connection, block, BLOCKS);
            PlainAttemptsTable.replace(
                    connection,
                    block,
                    BLOCKS,
                    plain.stream().map(this::encrypted).toList());
            rows += plain.size();
            block += BLOCKS;
            more = PlainAttemptsTable.moveOn(connection, pass, block);
            connection.commit();
        }
    }

    private Encrypted encrypted(Plain plain) {
        return new Encrypted(
                plain.id(), cipher.encrypt(plain.id(), AttemptAddress.of(plain.ipAddress()), plain.userAgent()));
    }

    @Override
    public String trouble() {
        return "Booking attempts of an earlier version in database " + shard + " cannot be encrypted";
    }

    @Override
    public Duration longestPause() {
        return Duration.ofMinutes(1);
    }
}
