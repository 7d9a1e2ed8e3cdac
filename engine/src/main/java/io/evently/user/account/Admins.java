package io.evently.user.account;

import io.evently.database.BoundedThreads;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.ActiveAdminsTable;
import io.evently.tables.ActiveAdminsTable.Admin;
import io.evently.tables.ActiveAdminsTable.Known;
import io.evently.user.Account;
import io.evently.user.UserCommand.Reaffirm;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/**
 * Sees to it that there is always an active admin. Users live in four databases, so database 0 decides for all
 * ({@link ActiveAdminsTable}); why that holds whatever breaks off in between says {@code
 * docs/adr/somebody-can-always-administer.md}.
 */
final class Admins {

    /** Of each database; more than anybody has, and enough of them. */
    private static final int MOST_LOOKED_UP = 100;

    private final Shards shards;
    private final UserActors actors;
    private final LongSupplier clock;
    private final Executor blocking;

    /**
     * @param clock microseconds since 1970
     * @param blocking may wait for databases; a rare thing needs one thread
     */
    Admins(Shards shards, UserActors actors, LongSupplier clock, BoundedThreads blocking) {
        this.shards = shards;
        this.actors = actors;
        this.clock = clock;
        this.blocking = blocking;
    }

    /**
     * Before the right of {@code admin} is taken.
     *
     * @return fails with {@code LAST_ADMIN} if nobody else could administer then
     */
    CompletableFuture<Void> release(Account admin) {
        return tryToRelease(admin)
                .thenCompose(released -> released
                        ? CompletableFuture.completedFuture(true)
                        : countThoseWhoAreMissing().thenCompose(counted -> tryToRelease(admin)))
                .thenCompose(released -> released
                        ? CompletableFuture.<Void>completedFuture(null)
                        : UserRefused.by(UserRejection.LAST_ADMIN));
    }

    /**
     * After a user has become an active admin, or was found to be one.
     *
     * @param version of the user as such
     */
    CompletableFuture<Void> count(UUID userId, long version) {
        return onDatabase(0, connection -> {
            ActiveAdminsTable.count(connection, new Admin(userId, version));
            return null;
        });
    }

    CompletableFuture<Boolean> any() {
        CompletableFuture<Boolean> counted = onDatabase(0, ActiveAdminsTable::any);
        return counted.thenCompose(any -> any
                ? CompletableFuture.completedFuture(true)
                : countThoseWhoAreMissing().thenCompose(found -> onDatabase(0, ActiveAdminsTable::any)));
    }

    private CompletableFuture<Boolean> tryToRelease(Account admin) {
        return onDatabase(
                0, connection -> ActiveAdminsTable.release(connection, new Admin(admin.id(), admin.version())));
    }

    /** Admins of an older Evently, those promoted just before a crash, and those whose demotion broke off. */
    private CompletableFuture<Void> countThoseWhoAreMissing() {
        CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
        for (int shard = 0; shard < Shards.COUNT; shard++) {
            int database = shard;
            all = all.thenCompose(before ->
                            onDatabase(database, connection -> ActiveAdminsTable.inUsers(connection, MOST_LOOKED_UP)))
                    .thenCompose(this::countMissing);
        }
        return all;
    }

    private CompletableFuture<Void> countMissing(List<Admin> admins) {
        List<UUID> ids = admins.stream().map(Admin::userId).toList();
        return onDatabase(0, connection -> ActiveAdminsTable.known(connection, ids))
                .thenCompose(known -> {
                    Map<UUID, Known> byId =
                            known.stream().collect(Collectors.toMap(Known::userId, Function.identity()));
                    CompletableFuture<Void> all = CompletableFuture.completedFuture(null);
                    for (UUID id : ids) {
                        Known one = byId.get(id);
                        if (one == null || (!one.counts() && one.givenUp())) {
                            all = all.thenCompose(before -> countIfStillAdmin(id, one));
                        }
                    }
                    return all;
                });
    }

    /** The tables may be behind, so the user is asked; and whoever still wants to take the right must come too late. */
    private CompletableFuture<Void> countIfStillAdmin(UUID id, Known known) {
        return actors.look(id).thenCompose(reply -> {
            if (!(reply instanceof UserReply.Is is) || !is.account().isActiveAdmin()) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            if (known == null || is.account().version() > known.version()) {
                return count(id, is.account().version());
            }
            return actors.ask(id, new Reaffirm(is.account().version(), clock.getAsLong()))
                    .thenCompose(after -> after instanceof UserReply.Is now
                                    && now.account().isActiveAdmin()
                                    && now.account().version() > known.version()
                            ? count(id, now.account().version())
                            : CompletableFuture.<Void>completedFuture(null));
        });
    }

    private <T> CompletableFuture<T> onDatabase(int shard, Query<T> query) {
        return Query.on(shards.writer(shard), blocking, query);
    }
}
