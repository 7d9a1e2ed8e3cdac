package io.evently.event.actor;

import com.github.benmanes.caffeine.cache.AsyncCache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.EventsTable;
import io.evently.tables.journal.StoredSize;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.persistence.typed.PersistenceId;

/** {@link ColdEvents} as the four databases know them, each asked on threads of its own. Thread-safe. */
public final class StoredEvents implements ColdEvents, AutoCloseable {

    /** As many as connections are meant for it ({@link Shards.PoolSizes}). */
    private static final int THREADS = 2;

    /** An answer takes less than a millisecond; who would wait for more than this is refused at once. */
    private static final int MOST_WAITING = 1_000;

    /** Microseconds after its end; by then its tables have followed, and its actor has forgotten. */
    private static final long LONG_OVER = TimeUnit.DAYS.toMicros(1);

    /** After that its actor is asked: readers of events on sale do not wait for a database that is away. */
    private static final long PATIENCE_MILLIS = 200;

    /** For events on sale, which are asked of again and again: then nothing is asked of the database. */
    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    /** Characters of texts, and what else there is of an event. */
    private static final long MOST_REMEMBERED = 8_000_000;

    private static final int WEIGHT = 500;

    private final Shards shards;
    private final DatabaseThreads threads = new DatabaseThreads("cold-events", THREADS, MOST_WAITING);
    private final AsyncCache<UUID, Optional<EventView>> ended = Caffeine.newBuilder()
            .expireAfterWrite(REMEMBERED)
            .maximumWeight(MOST_REMEMBERED)
            .weigher((UUID id, Optional<EventView> event) -> event.map(
                            view -> view.event().details().description())
                    .map(text -> text.length() + WEIGHT)
                    .orElse(WEIGHT))
            .buildAsync();

    public StoredEvents(Shards shards) {
        this.shards = shards;
    }

    @Override
    public CompletableFuture<Long> storedBytes(UUID eventId) {
        String persistenceId =
                PersistenceId.of(EventEntity.TYPE, eventId.toString()).id();
        return ask(eventId, connection -> StoredSize.bytes(connection, persistenceId));
    }

    @Override
    public CompletableFuture<Optional<EventView>> ended(UUID eventId, long now) {
        return ended.get(
                        eventId,
                        (id, executor) -> ask(id, connection -> EventsTable.ended(connection, id, now - LONG_OVER)
                                .map(EventColumns::view)))
                .copy()
                .completeOnTimeout(Optional.empty(), PATIENCE_MILLIS, TimeUnit.MILLISECONDS)
                .exceptionally(failure -> Optional.empty());
    }

    private <T> CompletableFuture<T> ask(UUID eventId, Query<T> query) {
        int shard = Shards.shardOf(eventId);
        return Query.on(shards.reader(shard), threads.apply(shard), query);
    }

    @Override
    public void close() {
        threads.close();
    }
}
