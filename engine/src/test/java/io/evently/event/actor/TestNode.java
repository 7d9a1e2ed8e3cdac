package io.evently.event.actor;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import io.evently.Eventually;
import io.evently.cluster.MemoryTrust;
import io.evently.database.Shards;
import io.evently.database.embedded.EmbeddedServer;
import io.evently.database.embedded.MigratedDatabases;
import io.evently.journal.JournalHealth;
import io.evently.time.NodeClock;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.Address;
import org.apache.pekko.actor.CoordinatedShutdown;
import org.apache.pekko.actor.typed.ActorSystem;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.cluster.MemberStatus;
import org.apache.pekko.cluster.typed.Cluster;
import org.apache.pekko.cluster.typed.Join;

/** A cluster of one on a real PostgreSQL, with the settings that Evently is shipped with. */
public final class TestNode implements AutoCloseable {

    private static final class Server {
        static final EmbeddedServer INSTANCE = EmbeddedServer.temporary();
        static final MigratedDatabases MIGRATED = new MigratedDatabases(INSTANCE);

        /** Tests do with their databases what they like, as superuser; the node under test may not. */
        static String forTheApplication(String url) {
            Path folder = INSTANCE.directory().getParent();
            try {
                String superusers =
                        Files.readString(folder.resolve("pgpass")).strip().split(":")[4];
                String applications =
                        Files.readString(folder.resolve("evently_app.password")).strip();
                return url.replace("user=postgres&password=" + superusers, "user=evently_app&password=" + applications)
                        + "&options=-c+role%3Devently_projection";
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    private static final MemoryTrust SHARED = new MemoryTrust() {
        @Override
        public boolean isUnsettled() {
            return true;
        }

        @Override
        public boolean memoryIsCurrent() {
            return true;
        }
    };

    /**
     * Patience for slow machines, on which a client would have been told that the outcome is unknown; and none with what
     * follows by itself.
     */
    private static final String PATIENT =
            """
            evently {
              engine.ask-timeout = 2m
              users {
                answer-timeout = 2m, marks-every = 200ms
                departures { every = 100ms, settled-after = 1s }, erasures.every = 100ms
              }
            }
            """;

    private final ActorSystem<Void> system;
    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    private final Events events;

    private TestNode(
            ActorSystem<Void> system,
            MemoryTrust sharing,
            WakeSchedule sleepers,
            ColdEvents cold,
            Clock wall,
            LongSupplier nanos) {
        this.system = system;
        JournalHealth.get(system).register(metrics, Shards.COUNT);
        this.events = new Events(
                system,
                EntitySettings.from(system.settings().config().getConfig("evently.engine")),
                new NodeClock(wall, nanos, metrics),
                sharing,
                sleepers,
                cold,
                ForgottenBookings.NOTHING,
                metrics);
    }

    /** Four migrated databases of the shared server; the same prefix gives the same ones. */
    public static List<String> databases(String prefix) {
        return Server.MIGRATED.four(prefix);
    }

    public static TestNode start(List<String> urls) {
        return start(urls, Clock.systemUTC(), System::nanoTime, "");
    }

    /** @param overrides HOCON that goes before everything else */
    public static TestNode start(List<String> urls, Clock wall, LongSupplier nanos, String overrides) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "evently", config(urls, overrides));
        Cluster cluster = Cluster.get(system);
        return joined(
                system,
                cluster.selfMember().address(),
                MemoryTrust.ALONE,
                WakeSchedule.NONE,
                ColdEvents.UNKNOWN,
                wall,
                nanos);
    }

    /** @param sleepers told by events that stop */
    public static TestNode startWith(List<String> urls, WakeSchedule sleepers, String overrides) {
        return startWith(urls, sleepers, Clock.systemUTC(), overrides);
    }

    /** @param sleepers told by events that stop */
    public static TestNode startWith(List<String> urls, WakeSchedule sleepers, Clock wall, String overrides) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "evently", config(urls, overrides));
        Cluster cluster = Cluster.get(system);
        return joined(
                system,
                cluster.selfMember().address(),
                MemoryTrust.ALONE,
                sleepers,
                ColdEvents.UNKNOWN,
                wall,
                System::nanoTime);
    }

    /** One that asks the databases before it wakes an event, as Evently does. */
    public static TestNode asking(ColdEvents cold, List<String> urls, Clock wall, String overrides) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "evently", config(urls, overrides));
        Address address = Cluster.get(system).selfMember().address();
        return joined(system, address, MemoryTrust.ALONE, WakeSchedule.NONE, cold, wall, System::nanoTime);
    }

    /** An actor system with these databases that is in no cluster yet. */
    public static ActorSystem<Void> unjoined(List<String> urls) {
        return unjoined(urls, "");
    }

    /** @param overrides HOCON that goes before everything else */
    public static ActorSystem<Void> unjoined(List<String> urls, String overrides) {
        return ActorSystem.create(Behaviors.empty(), "evently", config(urls, overrides));
    }

    /** One more node of the cluster that {@code other} is in, on the same databases. */
    public static TestNode join(List<String> urls, TestNode other) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "evently", config(urls, ""));
        Address address = Cluster.get(other.system()).selfMember().address();
        return joined(
                system, address, SHARED, WakeSchedule.NONE, ColdEvents.UNKNOWN, Clock.systemUTC(), System::nanoTime);
    }

    /** The first node of a cluster that others will join. */
    public static TestNode first(List<String> urls) {
        ActorSystem<Void> system = ActorSystem.create(Behaviors.empty(), "evently", config(urls, ""));
        Address address = Cluster.get(system).selfMember().address();
        return joined(
                system, address, SHARED, WakeSchedule.NONE, ColdEvents.UNKNOWN, Clock.systemUTC(), System::nanoTime);
    }

    private static TestNode joined(
            ActorSystem<Void> system,
            Address address,
            MemoryTrust sharing,
            WakeSchedule sleepers,
            ColdEvents cold,
            Clock wall,
            LongSupplier nanos) {
        Cluster cluster = Cluster.get(system);
        cluster.manager().tell(Join.create(address));
        Eventually.await(() -> cluster.selfMember().status().equals(MemberStatus.up()));
        return new TestNode(system, sharing, sleepers, cold, wall, nanos);
    }

    private static Config config(List<String> urls, String overrides) {
        Map<String, Object> databases = new HashMap<>();
        for (int shard = 0; shard < urls.size(); shard++) {
            databases.put("evently.database.shard-" + shard + "-url", Server.forTheApplication(urls.get(shard)));
        }
        return ConfigFactory.load(ConfigFactory.parseString(overrides)
                .withFallback(ConfigFactory.parseString(PATIENT))
                .withFallback(ConfigFactory.parseMap(databases))
                .withFallback(ConfigFactory.defaultApplication()));
    }

    public ActorSystem<Void> system() {
        return system;
    }

    public Events events() {
        return events;
    }

    /** Events alive on it. */
    public int hosted() {
        return (int) metrics.get("evently.events.live").gauge().value();
    }

    public SimpleMeterRegistry metrics() {
        return metrics;
    }

    /** Leaves the cluster as a node that is told to stop, and stops. */
    public void leave() {
        CoordinatedShutdown.get(system)
                .runAll(CoordinatedShutdown.jvmExitReason())
                .toCompletableFuture()
                .join();
    }

    /** Stops it gracefully. */
    @Override
    public void close() {
        system.terminate();
        Eventually.answer(system.getWhenTerminated());
    }
}
