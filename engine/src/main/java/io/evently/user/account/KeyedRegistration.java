package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.database.Shards;
import io.evently.idempotency.KeyedRequest;
import io.evently.idempotency.Keys;
import io.evently.idempotency.Keys.Kept;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Registrations with an idempotency key: the first answer is given again, for 24 hours.
 *
 * <p>Who registers has no name yet but the address. So a key belongs to the address: nobody meets the key of somebody
 * else, and the answer is shown only to who sends the same address, name and password again.
 */
final class KeyedRegistration {

    private static final String ROUTE = "POST /v1/users";

    private final Keys keys;
    private final Function<UUID, CompletableFuture<Boolean>> forgotten;

    /** @param forgotten whether somebody who registered was forgotten since */
    KeyedRegistration(Keys keys, Function<UUID, CompletableFuture<Boolean>> forgotten) {
        this.keys = keys;
        this.forgotten = forgotten;
    }

    /**
     * @param index of the address
     * @param freshId of the user, if this is the first time
     * @param register registers under an id; the same id again is the same user
     * @return fails as {@link Users#register} does, and with {@code KEY_REUSED}
     */
    CompletableFuture<Registered> run(
            EmailAddress email,
            BlindIndex index,
            String name,
            String password,
            String key,
            UUID freshId,
            Function<UUID, CompletableFuture<Person>> register) {
        KeyedRequest request = new KeyedRequest(
                ROUTE, index.hex(), index.shard(Shards.COUNT), key, List.of(email.typed(), name, password));
        return keys.keep(request, freshId)
                .exceptionallyCompose(unavailable -> UserRefused.by(UserRejection.BUSY))
                .thenCompose(kept -> {
                    if (kept.isOfAnotherRequest()) {
                        return UserRefused.by(UserRejection.KEY_REUSED);
                    }
                    if (!kept.isMade()) {
                        return first(kept, register);
                    }
                    // Whoever was forgotten may come back as somebody else: it is a first time again.
                    return forgotten
                            .apply(kept.id())
                            .thenCompose(gone -> gone
                                    ? kept.outlived()
                                            .exceptionallyCompose(unavailable -> UserRefused.by(UserRejection.BUSY))
                                            .thenCompose(
                                                    free -> run(email, index, name, password, key, freshId, register))
                                    : CompletableFuture.completedFuture(repeated(kept, email, name)));
                });
    }

    /** All of the first answer that the request itself does not say is the id and the time. */
    private static Registered repeated(Kept kept, EmailAddress email, String name) {
        Person person =
                new Person(kept.id(), email.typed(), name, Role.USER, true, 1, kept.madeAt(), kept.madeAt(), false);
        return new Registered(person, true);
    }

    private static CompletableFuture<Registered> first(Kept kept, Function<UUID, CompletableFuture<Person>> register) {
        return register.apply(kept.id())
                .thenCompose(person -> kept.made(person.createdAt()).thenApply(noted -> new Registered(person, false)))
                .exceptionallyCompose(failure -> {
                    // An address has one user at most, so a key that is free again makes no second one.
                    CompletableFuture<Void> freed = UserRefused.isBy(UserRejection.EMAIL_TAKEN, failure)
                            ? kept.refused()
                            : CompletableFuture.completedFuture(null);
                    return freed.thenCompose(done -> CompletableFuture.failedFuture(failure));
                });
    }
}
