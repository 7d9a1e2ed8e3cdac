package io.evently.crypto;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.evently.database.Shards;
import io.evently.database.StartupRefused;
import io.evently.sql.Query;
import io.evently.tables.UserKeysTable;
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
     * Refuses to go on with a master key that does not open the keys there are: every new user would be unreadable as
     * soon as the mistake is mended, and every address could be taken a second time. Blocks.
     *
     * @throws StartupRefused also if a database does not answer
     */
    public void masterKeyMustFit() {
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            try (Connection connection = shards.writer(shard).getConnection()) {
                Optional<UserKey> unused = UserKeysTable.any(connection, this::unwrap);
            } catch (UnreadableException e) {
                throw new StartupRefused(
                        "The master key is not the one that the users' keys in database " + shard
                                + " were wrapped with. Start with the one it was set up with (EVENTLY_MASTER_KEY_FILE,"
                                + " or master.key in the data folder).",
                        e);
            } catch (SQLException e) {
                throw new StartupRefused("The users' keys in database " + shard + " cannot be read: " + e, e);
            }
        }
    }

    /** The user's key, made if there is none. */
    public CompletableFuture<UserKey> make(UUID userId) {
        return onDatabase(userId, connection -> {
            byte[] fresh = UserKey.generate(userId).wrap(masterKey);
            return unwrap(userId, UserKeysTable.insert(connection, userId, fresh));
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

    /** Makes everything unreadable that was ever encrypted under this key, within a minute. */
    public CompletableFuture<Void> forget(UUID userId) {
        return onDatabase(userId, connection -> {
            UserKeysTable.delete(connection, userId);
            remembered.invalidate(userId);
            return null;
        });
    }

    /** The same for somebody who was a user: they never get another key. */
    public CompletableFuture<Void> forget(UUID userId, UUID askedBy) {
        return onDatabase(userId, connection -> {
            UserKeysTable.forget(connection, userId, askedBy);
            remembered.invalidate(userId);
            return null;
        });
    }

    private UserKey unwrap(UUID userId, byte[] wrapped) {
        UserKey key = UserKey.unwrap(userId, wrapped, masterKey);
        remembered.put(userId, key);
        return key;
    }

    private <T> CompletableFuture<T> onDatabase(UUID userId, Query<T> query) {
        int shard = Shards.shardOf(userId);
        return Query.on(shards.writer(shard), executors.apply(shard), query);
    }
}
