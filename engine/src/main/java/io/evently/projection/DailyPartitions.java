package io.evently.projection;

import io.evently.database.Partitions;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes the partitions of a database ahead, once a day: a node may run for months. */
final class DailyPartitions {

    private static final Logger log = LoggerFactory.getLogger(DailyPartitions.class);

    private static final long DAY = Duration.ofDays(1).toNanos();

    private final int shard;
    private final DataSource database;
    /** A node that starts makes them as it migrates. */
    private long last = System.nanoTime();

    DailyPartitions(int shard, DataSource database) {
        this.shard = shard;
        this.database = database;
    }

    /** A failure is only logged: partitions are made months ahead, and there is a default one. */
    void makeDaily() {
        if (System.nanoTime() - last < DAY) {
            return;
        }
        last = System.nanoTime();
        try (Connection connection = database.getConnection()) {
            Partitions.ensure(connection);
        } catch (SQLException e) {
            log.warn(
                    "Partitions of database {} could not be made ahead; trying again tomorrow: {}",
                    shard,
                    e.toString());
        }
    }
}
