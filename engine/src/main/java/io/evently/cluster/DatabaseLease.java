package io.evently.cluster;

import io.evently.database.ConnectionLimits;
import io.evently.database.Outage;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.apache.pekko.coordination.lease.javadsl.Lease;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A lease kept in database 0: when nodes lose sight of each other, the side that gets it survives, and the other side
 * ends. The database is the right one to ask, for a node that cannot reach it is of no use anyway; so two nodes are
 * enough for either of them to survive the other. Only the database's clock counts.
 *
 * <p>Made by Pekko's split brain resolver, from {@code cluster.conf}.
 */
public final class DatabaseLease extends Lease {

    private static final Logger log = LoggerFactory.getLogger(DatabaseLease.class);

    private static final Duration PAUSE = Duration.ofMillis(250);

    private static final String ACQUIRE =
            """
            insert into cluster_leases (name, owner, held_until)
            values (?, ?, clock_timestamp() + make_interval(secs => ?))
            on conflict (name) do update set owner = excluded.owner, held_until = excluded.held_until
             where cluster_leases.owner = excluded.owner or cluster_leases.held_until < clock_timestamp()
            """;

    private static final String PROLONG =
            """
            update cluster_leases set held_until = clock_timestamp() + make_interval(secs => ?)
             where name = ? and owner = ? and held_until >= clock_timestamp()
            """;

    private static final String RELEASE =
            "update cluster_leases set held_until = '-infinity' where name = ? and owner = ?";

    private final LeaseSettings settings;
    private final Outage outage;
    private final String url;
    private final Duration term;
    private final Duration heartbeat;
    private final Duration patience;
    private final ScheduledExecutorService thread;
    private volatile long heldUntil;
    private volatile boolean held;
    private Consumer<Optional<Throwable>> onLost = reason -> {};
    private ScheduledFuture<?> heartbeats;

    /** As Pekko makes it; database 0 is the one of the system's settings. */
    public DatabaseLease(LeaseSettings settings, ExtendedActorSystem system) {
        this(settings, system.settings().config().getString("evently.database.shard-0-url"));
        system.registerOnTermination((Runnable) this::close);
    }

    DatabaseLease(LeaseSettings settings, String url) {
        this.settings = settings;
        this.outage = new Outage(log, "The lease " + settings.leaseName() + " cannot be prolonged");
        this.url = url;
        this.term = settings.leaseConfig().getDuration("heartbeat-timeout");
        this.heartbeat = settings.leaseConfig().getDuration("heartbeat-interval");
        this.patience = settings.leaseConfig().getDuration("lease-operation-timeout");
        this.thread = Executors.newSingleThreadScheduledExecutor(work -> {
            var made = new Thread(work, "cluster-lease");
            made.setDaemon(true);
            return made;
        });
    }

    /** Stops what prolongs it. */
    void close() {
        thread.shutdownNow();
    }

    @Override
    public LeaseSettings getSettings() {
        return settings;
    }

    @Override
    public CompletionStage<Boolean> acquire() {
        return acquire(reason -> {});
    }

    /** Fails if the database does not answer within the operation's time-out, after several attempts. */
    @Override
    public CompletionStage<Boolean> acquire(Consumer<Optional<Throwable>> lost) {
        return CompletableFuture.supplyAsync(
                () -> {
                    onLost = lost;
                    long asked = System.nanoTime();
                    held = patiently(() -> changed(ACQUIRE, settings.leaseName(), settings.ownerName(), term));
                    if (held) {
                        heldUntil = asked + term.toNanos();
                        beat();
                    }
                    return held;
                },
                thread);
    }

    @Override
    public CompletionStage<Boolean> release() {
        return CompletableFuture.supplyAsync(
                () -> {
                    stopBeating();
                    held = false;
                    return patiently(() -> {
                        changed(RELEASE, settings.leaseName(), settings.ownerName());
                        return true;
                    });
                },
                thread);
    }

    @Override
    public boolean checkLease() {
        return held && System.nanoTime() - heldUntil < 0;
    }

    private void beat() {
        stopBeating();
        heartbeats = thread.scheduleWithFixedDelay(
                this::prolong, heartbeat.toMillis(), heartbeat.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void stopBeating() {
        if (heartbeats != null) {
            heartbeats.cancel(false);
        }
    }

    private void prolong() {
        long asked = System.nanoTime();
        try {
            if (changed(PROLONG, term, settings.leaseName(), settings.ownerName())) {
                heldUntil = asked + term.toNanos();
                outage.over();
            } else {
                lose(Optional.empty());
            }
        } catch (SQLException e) {
            // The next beat may get through; until its term is over nobody else gets the lease.
            outage.failed(e);
            if (!checkLease()) {
                lose(Optional.of(e));
            }
        }
    }

    private void lose(Optional<Throwable> reason) {
        stopBeating();
        held = false;
        onLost.accept(reason);
    }

    private interface Operation {
        boolean run() throws SQLException;
    }

    private boolean patiently(Operation operation) {
        long start = System.nanoTime();
        while (true) {
            try {
                return operation.run();
            } catch (SQLException e) {
                if (System.nanoTime() - start > patience.toNanos()) {
                    throw new IllegalStateException("the lease " + settings.leaseName() + " cannot be asked for", e);
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            }
        }
    }

    private boolean changed(String sql, Object... values) throws SQLException {
        try (Connection connection = connect();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                if (values[i] instanceof Duration duration) {
                    statement.setDouble(i + 1, duration.toMillis() / 1e3);
                } else {
                    statement.setString(i + 1, (String) values[i]);
                }
            }
            return statement.executeUpdate() == 1;
        }
    }

    private Connection connect() throws SQLException {
        String seconds = Long.toString(Math.max(1, patience.toSeconds() / 2));
        Properties properties = ConnectionLimits.properties("lease", patience);
        properties.setProperty("connectTimeout", seconds);
        properties.setProperty("loginTimeout", seconds);
        properties.setProperty("socketTimeout", seconds);
        return DriverManager.getConnection(url, properties);
    }
}
