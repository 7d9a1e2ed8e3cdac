package io.evently.cluster;

import com.typesafe.config.Config;
import io.evently.database.OwnConnection;
import io.evently.tables.ClusterMembersTable;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import org.apache.pekko.Done;
import org.apache.pekko.actor.AddressFromURIString;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.cluster.Member;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;
import org.apache.pekko.cluster.typed.JoinSeedNodes;
import org.apache.pekko.coordination.lease.LeaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How a node gets into its cluster. With a list of seeds alone (Pekko's way), the first of them founds a new cluster when
 * the others do not answer for some seconds; if it was only restarted, and they were only busy or cut off, there are two.
 * Here the database says whether a cluster is alive: its members write that down, and while one does, everybody joins
 * them, and nobody founds another. Of those that may found one, one at a time looks, by a lease.
 */
public final class ClusterFormation {

    private static final Logger log = LoggerFactory.getLogger(ClusterFormation.class);

    private static final Duration HEARTBEAT = Duration.ofSeconds(2);

    /** A beat waits behind nobody, and not for long: who is not heard of for 12 s counts as gone. */
    private static final Duration BEAT_LIMIT = Duration.ofSeconds(3);

    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

    /** Somebody who is asked to let us in has to hear of it, and so have all others. */
    private static final Duration ASK_AGAIN = Duration.ofSeconds(5);

    /** Who finds no cluster for so long ends, so that whoever started it hears of it and tries again. */
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ActorSystem<?> system;
    private final Cluster cluster;
    private final String self;
    private final OwnConnection database;
    private final SecondCluster secondCluster;
    private final DatabaseLease founding;
    private volatile boolean ended;
    private boolean holdsFounding;

    private ClusterFormation(ActorSystem<?> system) {
        this.system = system;
        this.cluster = Cluster.get(system);
        this.self = cluster.selfMember().address().hostPort();
        Config config = system.settings().config();
        this.database = new OwnConnection(config.getString("evently.database.shard-0-url"), "members", BEAT_LIMIT);
        this.secondCluster = new SecondCluster(
                cluster, config.getDuration("evently.cluster.second-cluster-tolerated"), System::nanoTime);
        this.founding = new DatabaseLease(
                LeaseSettings.apply(config.getConfig("evently.cluster-lease"), "founding", self),
                config.getString("evently.database.shard-0-url"));
    }

    /** A cluster of one, that nobody can find. */
    public static void alone(ActorSystem<?> system) {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(cluster.selfMember().address()));
    }

    /**
     * Joins those who are up. If nobody is, one of the seeds founds a cluster.
     *
     * @param seed whether this node may
     */
    public static void bySeeds(ActorSystem<?> system, boolean seed) {
        begin(system, joining -> joining.foundAsSeed(seed));
    }

    /**
     * Joins those who are up. If nobody is, nodes look for each other in another way.
     *
     * @param bootstrap begins that; called once at most
     */
    public static void byDiscovery(ActorSystem<?> system, Runnable bootstrap) {
        var begun = new AtomicBoolean();
        begin(system, joining -> {
            if (begun.compareAndSet(false, true)) {
                bootstrap.run();
            }
            return false;
        });
    }

    /** What to do when nobody is up. */
    private interface Founding {

        /** Whether something was begun that needs time. */
        boolean tryBy(ClusterFormation joining) throws SQLException;
    }

    private static void begin(ActorSystem<?> system, Founding founding) {
        var joining = new ClusterFormation(system);
        system.getWhenTerminated().thenRunAsync(() -> joining.ended = true, Runnable::run);
        var thread = new Thread(() -> joining.run(founding), "joining");
        thread.setDaemon(true);
        thread.start();
        CoordinatedShutdown.get(system)
                .addTask(CoordinatedShutdown.PhaseClusterExitingDone(), "forget-member", joining::leave);
    }

    private void run(Founding ifNobodyIsUp) {
        long start = System.nanoTime();
        long asked = start - ASK_AGAIN.toNanos();
        while (!ended && !isUp()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                end("no cluster let it in within " + PATIENCE.toSeconds() + " s");
                return;
            }
            if (System.nanoTime() - asked >= ASK_AGAIN.toNanos() && tryToGetIn(ifNobodyIsUp)) {
                asked = System.nanoTime();
            }
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
        while (!ended) {
            beat();
            LockSupport.parkNanos(HEARTBEAT.toNanos());
        }
    }

    private void end(String why) {
        ended = true;
        log.error("This node ends, to be started again: {}", why);
        CoordinatedShutdown.get(system).runAll(new EndReason(why));
    }

    private boolean isUp() {
        return cluster.selfMember().status().equals(MemberStatus.up());
    }

    /** Whether something was begun that needs time. */
    private boolean tryToGetIn(Founding ifNobodyIsUp) {
        try {
            List<String> others = others();
            return others.isEmpty() ? ifNobodyIsUp.tryBy(this) : join(others);
        } catch (SQLException | RuntimeException e) {
            log.warn("It is not known who is up: {}", e.toString());
            return false;
        }
    }

    private List<String> others() throws SQLException {
        return database.use(connection -> ClusterMembersTable.others(connection, self)).stream()
                .map(ClusterMembersTable.Row::address)
                .toList();
    }

    private boolean join(List<String> others) {
        cluster.manager()
                .tell(new JoinSeedNodes(others.stream()
                        .map(address -> AddressFromURIString.parse("pekko://" + address))
                        .toList()));
        return true;
    }

    private boolean foundAsSeed(boolean seed) throws SQLException {
        if (!seed || !acquireFounding()) {
            return false;
        }
        // Again, now that nobody else founds one meanwhile.
        List<String> others = others();
        if (!others.isEmpty()) {
            return join(others);
        }
        alone(system);
        return true;
    }

    private boolean acquireFounding() {
        holdsFounding =
                holdsFounding || founding.acquire().toCompletableFuture().join();
        return holdsFounding;
    }

    /** From the first one on others find this node, and need not found anything. */
    private void beat() {
        Member member = cluster.selfMember();
        boolean in =
                member.status().equals(MemberStatus.up()) || member.status().equals(MemberStatus.leaving());
        if (!in) {
            return;
        }
        try {
            boolean older = database.use(connection -> {
                // Who has left is not written down again.
                if (ended) {
                    return false;
                }
                List<ClusterMembersTable.Row> others = ClusterMembersTable.others(connection, self);
                secondCluster.see(others, () -> ClusterMembersTable.now(connection));
                ClusterMembersTable.beat(connection, new ClusterMembersTable.Row(self, secondCluster.foundedAt()));
                return secondCluster.hasToEnd();
            });
            if (holdsFounding) {
                holdsFounding = false;
                founding.release().toCompletableFuture().join();
            }
            if (older) {
                end("there are two clusters, and the other one is older");
            }
        } catch (SQLException | RuntimeException e) {
            log.warn("Others cannot be told that this node is up: {}", e.toString());
        }
    }

    private CompletableFuture<Done> leave() {
        ended = true;
        return CompletableFuture.supplyAsync(() -> {
            try {
                database.use(connection -> {
                    ClusterMembersTable.leave(connection, self);
                    return true;
                });
            } catch (SQLException e) {
                log.warn("Others will see for some seconds more that this node was up: {}", e.toString());
            }
            database.close();
            founding.close();
            return Done.getInstance();
        });
    }
}
