package io.evently.journal;

import io.evently.recovery.UnreadableEntities;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;

/** What the plugins of an actor system's databases know about themselves: Pekko makes them, and nobody else sees them. */
public final class JournalHealth implements Extension {

    private static final class Id extends AbstractExtensionId<JournalHealth> {
        @Override
        public JournalHealth createExtension(ExtendedActorSystem system) {
            return new JournalHealth(UnreadableEntities.get(system));
        }
    }

    private static final Id ID = new Id();

    private final UnreadableEntities unreadable;
    private final Map<String, LongSupplier> oldestWrites = new ConcurrentHashMap<>();
    private final AtomicLong unreadableSnapshots = new AtomicLong();

    private JournalHealth(UnreadableEntities unreadable) {
        this.unreadable = unreadable;
    }

    public static JournalHealth get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** Registers the metrics of these plugins; a database that nothing was written to yet has no old writes. */
    public void register(MeterRegistry metrics, int databases) {
        for (int shard = 0; shard < databases; shard++) {
            String name = JournalPlugins.database(shard);
            Gauge.builder("evently.journal.oldest.write", this, health -> health.oldestSeconds(name))
                    .tag("shard", Integer.toString(shard))
                    .baseUnit("seconds")
                    .description("How long the oldest commit that is under way has waited for its database")
                    .register(metrics);
        }
        unreadable.register(metrics);
        FunctionCounter.builder("evently.snapshots.unreadable", unreadableSnapshots, AtomicLong::get)
                .description("Snapshots that could not be read, so that an older one or the whole journal was")
                .register(metrics);
    }

    private double oldestSeconds(String database) {
        LongSupplier nanos = oldestWrites.get(database);
        return nanos == null ? 0 : nanos.getAsLong() / 1e9;
    }

    /** @param nanos age of the oldest write; 0: there is none */
    void watch(String database, LongSupplier nanos) {
        oldestWrites.put(database, nanos);
    }

    void snapshotIsUnreadable() {
        unreadableSnapshots.incrementAndGet();
    }
}
