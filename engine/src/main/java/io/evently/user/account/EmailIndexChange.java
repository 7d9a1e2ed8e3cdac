package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.PersonalField;
import io.evently.crypto.ServiceKeys;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.database.Shards;
import io.evently.sql.Query;
import io.evently.tables.IndexRotationsTable;
import io.evently.tables.IndexRotationsTable.Row;
import io.evently.tables.UserKeysTable;
import io.evently.user.Account;
import io.evently.user.ClaimCommand;
import io.evently.user.EmailAddress;
import io.evently.user.UserCommand.ChangeEmailIndex;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserReply;
import io.evently.worker.ShardWork;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/**
 * Gives the users of a database another blind index, when its key is changed: some at a time, by the order of their ids. A
 * user is found by the old index until the claim under the new one is theirs, and by both until the old key is destroyed.
 */
final class EmailIndexChange implements ShardWork {

    /** Some 60 appends to journals at once. */
    private static final int AT_ONCE = 20;

    /** Between two batches: a sale goes first. */
    private static final Duration BREATH = Duration.ofMillis(50);

    private static final Duration LOOK_EVERY = Duration.ofSeconds(10);

    private final int shard;
    private final Shards shards;
    private final UserActors actors;
    private final UserKeys keys;
    private final ServiceKeys serviceKeys;
    private final LongSupplier clock;
    private final Executor blocking;

    /**
     * @param clock microseconds since 1970
     * @param blocking for what is asked of the database
     */
    EmailIndexChange(
            int shard,
            Shards shards,
            UserActors actors,
            UserKeys keys,
            ServiceKeys serviceKeys,
            LongSupplier clock,
            Executor blocking) {
        this.shard = shard;
        this.shards = shards;
        this.actors = actors;
        this.keys = keys;
        this.serviceKeys = serviceKeys;
        this.clock = clock;
        this.blocking = blocking;
    }

    @Override
    public CompletableFuture<Duration> round() throws SQLException {
        try (Connection connection = shards.writer(shard).getConnection()) {
            Optional<Row> underWay = IndexRotationsTable.underWay(connection);
            if (underWay.isEmpty()) {
                return ShardWork.rest(LOOK_EVERY);
            }
            Row row = underWay.get();
            if (serviceKeys.indexVersions().get(0) != row.version()) {
                throw new IllegalStateException("the key of version " + row.version() + " is not known here yet");
            }
            List<UUID> users = UserKeysTable.usersAfter(connection, row.doneTo(), AT_ONCE);
            if (users.isEmpty()) {
                IndexRotationsTable.finish(connection, row.version());
                return ShardWork.rest(LOOK_EVERY);
            }
            return changeAll(row.version(), users);
        }
    }

    private CompletableFuture<Duration> changeAll(int version, List<UUID> users) {
        List<CompletableFuture<Boolean>> changes =
                users.stream().map(this::change).toList();
        return CompletableFuture.allOf(changes.toArray(CompletableFuture[]::new))
                .thenCompose(done -> {
                    long changed =
                            changes.stream().filter(CompletableFuture::join).count();
                    UUID last = users.get(users.size() - 1);
                    return Query.on(shards.writer(shard), blocking, connection -> {
                        IndexRotationsTable.move(connection, version, last, changed);
                        return BREATH;
                    });
                });
    }

    /** Whether the user had to be changed; nobody has to who was forgotten, or never came. */
    private CompletableFuture<Boolean> change(UUID user) {
        return actors.look(user)
                .thenCompose(reply -> reply instanceof UserReply.Is is
                        ? keys.find(user).thenCompose(key -> key.map(found -> change(is.account(), found))
                                .orElseGet(() -> CompletableFuture.completedFuture(false)))
                        : CompletableFuture.completedFuture(false));
    }

    private CompletableFuture<Boolean> change(Account account, UserKey key) {
        String form = registeredForm(account, key.decrypt(PersonalField.EMAIL, account.email()));
        BlindIndex fresh = serviceKeys.blindIndexOf(form);
        if (fresh.equals(account.emailIndex())) {
            return CompletableFuture.completedFuture(false);
        }
        long now = clock.getAsLong();
        return actors.ask(fresh, new ClaimCommand.Claim(account.id(), null, now))
                .thenCompose(reply -> {
                    if (!(reply instanceof ClaimReply.Granted)) {
                        throw new IllegalStateException(
                                "somebody else claimed the address of user " + account.id() + " under the new index");
                    }
                    actors.confirm(fresh, account.id());
                    return actors.ask(account.id(), new ChangeEmailIndex(fresh, now));
                })
                .thenApply(changed -> true);
    }

    /** Of the forms of their address the one they are registered under. */
    private String registeredForm(Account account, String typed) {
        EmailAddress email = EmailAddress.parse(typed)
                .orElseThrow(() -> new IllegalStateException("user " + account.id() + " has no address"));
        return email.registeredForms().stream()
                .filter(form -> serviceKeys.blindIndexesOf(form).contains(account.emailIndex()))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(
                        "the address of user " + account.id() + " is not what their index was made of"));
    }

    @Override
    public String trouble() {
        return "Users of database " + shard + " cannot be given another blind index";
    }
}
