package io.evently.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.sql.Query;
import io.evently.tables.UserKeysTable;
import io.evently.tables.WrappedKey;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.IntFunction;

/**
 * Makes, finds and forgets users' keys. A key is on disk before the first fact that needs it.
 *
 * <p>Keys that were used lately are kept in memory: at most 100,000 (some 2 kB each), and none longer than a minute, so
 * that a key forgotten through one node is soon forgotten by all. Every method fails with an {@link SQLException} if the
 * user's database does not answer.
 */
public final class UserKeys {

    private static final int MOST_REMEMBERED = 100_000;

    private static final Duration REMEMBERED = Duration.ofMinutes(1);

    private final Shards shards;
    private final MasterKey masterKey;
    private final IntFunction<? extends Executor> executors;
    private final Cache<UUID, UserKey> remembered = Caffeine.newBuilder()
            .maximumSize(MOST_REMEMBERED)
            .expireAfterWrite(REMEMBERED)
            .build();

    /** @param executors may be blocked: each database is asked on its own */
    public UserKeys(Shards shards, MasterKey masterKey, IntFunction<? extends Executor> executors) {
        this.shards = shards;
        this.masterKey = masterKey;
        this.executors = executors;
    }

    /**
     * Tries the master key on the keys there are. Blocks.
     *
     * @throws StartupRefused if it does not open them, and if a database does not answer
     */
    public void masterKeyMustFit() {
        MasterKeyCheck.mustFit(shards, masterKey);
    }

    /** The user's key, made if there is none. Fails with {@link ForgottenException} if the user was forgotten. */
    public CompletableFuture<UserKey> make(UUID userId) {
        return onDatabase(userId, connection -> {
            WrappedKey fresh = UserKey.generate(userId).wrap(masterKey);
            WrappedKey kept =
                    UserKeysTable.insert(connection, userId, fresh).orElseThrow(() -> new ForgottenException(userId));
            return unwrap(userId, kept);
        });
    }

    /** The user's key, unless there never was one or it was forgotten. */
    public CompletableFuture<Optional<UserKey>> find(UUID userId) {
        UserKey known = remembered.getIfPresent(userId);
        if (known != null) {
            return CompletableFuture.completedFuture(Optional.of(known));
        }
        return onDatabase(
                userId, connection -> UserKeysTable.find(connection, userId).map(wrapped -> unwrap(userId, wrapped)));
    }

    /** Deletes the key of a registration that never came to be. */
    public CompletableFuture<Void> discard(UUID userId) {
        return without(userId, connection -> UserKeysTable.delete(connection, userId));
    }

    /**
     * Makes everything unreadable that was ever encrypted under this key, within a minute, and for ever: the user gets no
     * other one. Again, it does nothing.
     *
     * @param askedBy null: nobody is known
     */
    public CompletableFuture<Void> forget(UUID userId, UUID askedBy) {
        return without(userId, connection -> UserKeysTable.forget(connection, userId, askedBy));
    }

    private interface Removal {
        void from(Connection connection) throws SQLException;
    }

    private CompletableFuture<Void> without(UUID userId, Removal removal) {
        return onDatabase(userId, connection -> {
            removal.from(connection);
            remembered.invalidate(userId);
            return null;
        });
    }

    private UserKey unwrap(UUID userId, WrappedKey wrapped) {
        UserKey key = UserKey.unwrap(userId, wrapped, masterKey);
        remembered.put(userId, key);
        return key;
    }

    private <T> CompletableFuture<T> onDatabase(UUID userId, Query<T> query) {
        int shard = Shards.shardOf(userId);
        return Query.on(shards.writer(shard), executors.apply(shard), query);
    }
}
