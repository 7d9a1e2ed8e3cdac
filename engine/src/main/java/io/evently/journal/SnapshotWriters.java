package io.evently.journal;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.apache.pekko.actor.AbstractExtensionId;
import org.apache.pekko.actor.ClassicActorSystemProvider;
import org.apache.pekko.actor.ExtendedActorSystem;
import org.apache.pekko.actor.Extension;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Stores snapshots beside what their entities do. Pekko's way keeps an entity from everything else until its snapshot is
 * stored; here the entity hands over a frozen state and goes on. Pekko finds what is stored as it finds its own.
 *
 * <p>Thread-safe.
 */
public final class SnapshotWriters implements Extension {

    private static final class Id extends AbstractExtensionId<SnapshotWriters> {
        @Override
        public SnapshotWriters createExtension(ExtendedActorSystem system) {
            return new SnapshotWriters();
        }
    }

    private static final Logger log = LoggerFactory.getLogger(SnapshotWriters.class);

    private static final Id ID = new Id();

    /** At once on a node: each has its bytes in memory, and takes a processor for a while. */
    private static final int MOST = 2;

    private final Map<String, FallbackSnapshotDao> stores = new ConcurrentHashMap<>();
    private final Semaphore permits = new Semaphore(MOST);

    private SnapshotWriters() {}

    public static SnapshotWriters get(ClassicActorSystemProvider system) {
        return ID.get(system);
    }

    /** @param database the name under which the plugin knows it */
    void register(String database, FallbackSnapshotDao store) {
        stores.put(database, store);
    }

    /**
     * Stores the state of an entity.
     *
     * @param shard where its journal is, 0 to 3
     * @param sequenceNumber of the last record that made the state; it must be on disk
     * @param freeze gives the state, which nobody changes any more; called at once or never
     * @return empty if others are at it, or nobody ever read a snapshot of this database: ask again later. Else whether it
     *     was stored; what fails is logged
     */
    public Optional<CompletableFuture<Boolean>> store(
            int shard, String persistenceId, long sequenceNumber, Supplier<Object> freeze) {
        FallbackSnapshotDao store = stores.get(JournalPlugins.snapshotDatabase(shard));
        if (store == null || !permits.tryAcquire()) {
            return Optional.empty();
        }
        CompletableFuture<Boolean> stored = new CompletableFuture<>();
        CompletableFuture<Boolean> settled = stored.handle((there, failure) -> {
            permits.release();
            return settle(persistenceId, sequenceNumber, there, failure);
        });
        try {
            store.store(persistenceId, sequenceNumber, freeze.get(), stored);
        } catch (RuntimeException e) {
            stored.completeExceptionally(e);
        }
        return Optional.of(settled);
    }

    /** The journal is complete without it. */
    private static boolean settle(String persistenceId, long sequenceNumber, Boolean there, Throwable failure) {
        if (failure != null) {
            log.warn("snapshot {} of {} was not stored", sequenceNumber, persistenceId, failure);
        } else if (!there) {
            log.warn("snapshot {} of {} was not stored: its journal ends before", sequenceNumber, persistenceId);
        }
        return failure == null && there;
    }
}
