package io.evently.idempotency;

import io.evently.crypto.ServiceKeys;
import io.evently.database.DatabaseThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.IdempotencyKeysTable;
import io.evently.tables.IdempotencyKeysTable.Row;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.typed.ActorSystem;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Remembers, for 24 hours and for all nodes, what requests with an idempotency key make.
 *
 * <p>An id is chosen and written down before anything is made, and making it twice under that id is making it once. So
 * whoever repeats a request, at the same moment on another node or after a crash at any point, makes the same thing or
 * finds it made. Nothing of the request is kept but two HMACs. Thread-safe.
 */
public final class Keys {

    private static final Logger log = LoggerFactory.getLogger(Keys.class);

    private static final int MOST_WAITING = 256;

    /** A row may be deleted between two looks at it, but not for ever. */
    private static final int LOOKS = 5;

    private final Shards shards;
    private final ServiceKeys serviceKeys;
    private final Duration patience;
    private final DatabaseThreads threads;

    private Keys(Shards shards, ServiceKeys serviceKeys, Duration patience, DatabaseThreads threads) {
        this.shards = shards;
        this.serviceKeys = serviceKeys;
        this.patience = patience;
        this.threads = threads;
    }

    /**
     * @param patience a row takes a millisecond; who waits longer is told that nothing happened, which is true
     * @param name of the threads, one for each database
     */
    public static Keys start(
            ActorSystem<?> system, Shards shards, ServiceKeys serviceKeys, Duration patience, String name) {
        DatabaseThreads threads = new DatabaseThreads(name, 1, MOST_WAITING);
        system.getWhenTerminated().thenRun(threads::close);
        return new Keys(shards, serviceKeys, patience, threads);
    }

    /** The patience that leaves time for the request itself, which comes after. */
    public static Duration partOf(Duration whole) {
        return whole.dividedBy(4);
    }

    /** What a request makes, or made. */
    public final class Kept {
        private final int shard;
        private final Row row;
        private final boolean sameRequest;

        private Kept(int shard, Row row, boolean sameRequest) {
            this.shard = shard;
            this.row = row;
            this.sameRequest = sameRequest;
        }

        /** Whether the key was used for another request: then nothing may be made. */
        public boolean isOfAnotherRequest() {
            return !sameRequest;
        }

        public UUID id() {
            return row.madeId();
        }

        /** Whether it was made: then this is a repeat. */
        public boolean isMade() {
            return row.isMade();
        }

        /** When it was made, microseconds. */
        public long madeAt() {
            return row.madeAt();
        }

        /** It was made at that time. Never fails: if it cannot be noted, the next repeat finds it made. */
        public CompletableFuture<Void> made(long at) {
            return noted(connection -> IdempotencyKeysTable.made(connection, row, at));
        }

        /** It was refused: the key is free again. Never fails; kept, the same request could still be repeated. */
        public CompletableFuture<Void> refused() {
            return noted(connection -> IdempotencyKeysTable.release(connection, row));
        }

        /** What it made is gone for good: the key is free again. Fails with {@link KeysUnavailable}. */
        public CompletableFuture<Void> outlived() {
            return ask(shard, connection -> {
                        IdempotencyKeysTable.delete(connection, row);
                        return (Void) null;
                    })
                    .exceptionallyCompose(failure -> CompletableFuture.failedFuture(new KeysUnavailable()));
        }

        private CompletableFuture<Void> noted(Note note) {
            return ask(shard, connection -> {
                        note.write(connection);
                        return (Void) null;
                    })
                    .exceptionally(failure -> {
                        log.warn("an idempotency key could not be noted: {}", failure.toString());
                        return null;
                    });
        }
    }

    /**
     * Keeps what {@code request} is going to make, unless it came before.
     *
     * @param freshId what it makes if it is the first
     * @return fails with {@link KeysUnavailable} if the database does not answer in time; then nothing happened
     */
    public CompletableFuture<Kept> keep(KeyedRequest request, UUID freshId) {
        byte[] scope = serviceKeys.digestOfRequest(List.of(request.what(), request.who(), request.key()));
        byte[] content = serviceKeys.digestOfRequest(request.content());
        return ask(request.shard(), connection -> reserve(connection, scope, content, freshId))
                .thenApply(row -> new Kept(request.shard(), row, row.isSameRequest(content)))
                .exceptionallyCompose(failure -> {
                    log.warn("an idempotency key could not be kept: {}", failure.toString());
                    return CompletableFuture.failedFuture(new KeysUnavailable());
                });
    }

    private static Row reserve(Connection connection, byte[] scope, byte[] content, UUID id) throws SQLException {
        for (int look = 0; look < LOOKS; look++) {
            Optional<Row> row = IdempotencyKeysTable.reserve(connection, scope, content, id);
            if (row.isPresent()) {
                return row.get();
            }
        }
        throw new SQLException("an idempotency key comes and goes");
    }

    private interface Note {
        void write(Connection connection) throws SQLException;
    }

    private <T> CompletableFuture<T> ask(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), threads.apply(shard), query)
                .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS);
    }
}
