package io.evently.user.account;

import io.evently.crypto.UserKeys;
import io.evently.event.Origin;
import io.evently.user.Account;
import io.evently.user.Forgotten;
import io.evently.user.Role;
import io.evently.user.UserCommand.Forget;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import io.evently.user.session.SessionMarks;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forgets a person:
 *
 * <pre>
 * is somebody else an admin? ─► the fact, on disk ─► throw the key away, end the tokens ─► answer
 *                                       │
 *                                       └ projection ─► a row of erasures ─► the rest, by io.evently.erasure
 * </pre>
 *
 * <p>The fact comes first: from then on nothing brings the person back, and whatever breaks off is found by its row of
 * {@code erasures}. Were the key first, a crash would leave an account that nobody can read and nobody ends.
 */
final class Forgetting {

    private static final Logger log = LoggerFactory.getLogger(Forgetting.class);

    /** Each time somebody else has changed the user in between. */
    private static final int ATTEMPTS = 5;

    private final UserActors actors;
    private final Admins admins;
    private final AccessChanges rights;
    private final UserKeys keys;
    private final SessionMarks marks;
    private final KnownIds known;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    Forgetting(
            UserActors actors,
            Admins admins,
            AccessChanges rights,
            UserKeys keys,
            SessionMarks marks,
            KnownIds known,
            LongSupplier clock) {
        this.actors = actors;
        this.admins = admins;
        this.rights = rights;
        this.keys = keys;
        this.marks = marks;
        this.known = known;
        this.clock = clock;
    }

    /** Fails as {@link Users#forget}. */
    CompletableFuture<Void> forget(UUID userId, UUID by, Origin origin) {
        CompletableFuture<Void> may =
                userId.equals(by) ? CompletableFuture.completedFuture(null) : rights.mustStillAdminister(by);
        return may.thenCompose(yes -> decide(userId, by, origin, ATTEMPTS)).thenCompose(gone -> finish(gone, by));
    }

    /** Fails as {@link Users#forgetAgain}; whoever was barred from registering stays so, and nothing is done. */
    CompletableFuture<Void> again(UUID userId, UUID by) {
        return actors.look(userId)
                .thenCompose(this::ceaseToAdminister)
                .thenCompose(
                        ready -> actors.ask(userId, new Forget(userId, by, clock.getAsLong(), null), Origin.SYSTEM))
                .thenCompose(reply -> reply instanceof UserReply.IsForgotten gone
                        ? finish(gone.forgotten(), by)
                        : nothingThere(reply));
    }

    /**
     * Forgets somebody who has had their address for long and never proved any; fails as {@link Users#forgetAgain}.
     *
     * @param since who came to it later stays, microseconds
     * @return false if there is no such user any more
     */
    CompletableFuture<Boolean> unproved(UUID userId, long since) {
        return actors.look(userId).thenCompose(reply -> {
            boolean goes = reply instanceof UserReply.Is is
                    && is.account().role() == Role.USER
                    && !is.account().proof().ever()
                    && is.account().proof().since() < since;
            if (!goes) {
                return CompletableFuture.completedFuture(false);
            }
            Account account = ((UserReply.Is) reply).account();
            Forget forget = new Forget(userId, null, clock.getAsLong(), account.version());
            return actors.ask(userId, forget, Origin.SYSTEM)
                    .thenCompose(after -> after instanceof UserReply.IsForgotten gone
                            ? finish(gone.forgotten(), null).thenApply(done -> true)
                            : CompletableFuture.completedFuture(false));
        });
    }

    /** An admin that nobody can read any more must not count as the last one; if they are, there is none anyway. */
    private CompletableFuture<Void> ceaseToAdminister(UserReply reply) {
        return reply instanceof UserReply.Is is && is.account().isActiveAdmin()
                ? admins.release(is.account()).exceptionallyCompose(refused -> {
                    if (!UserRefused.isBy(UserRejection.LAST_ADMIN, refused)) {
                        return CompletableFuture.failedFuture(refused);
                    }
                    log.error(
                            "{} was the last administrator of this database as it was restored, and is forgotten",
                            is.account().id());
                    return CompletableFuture.completedFuture(null);
                })
                : CompletableFuture.completedFuture(null);
    }

    private static CompletableFuture<Void> nothingThere(UserReply reply) {
        return reply instanceof UserReply.Refused refused && refused.rejection() == UserRejection.NOT_FOUND
                ? CompletableFuture.completedFuture(null)
                : reply.existing().thenApply(never -> null);
    }

    private CompletableFuture<Forgotten> decide(UUID userId, UUID by, Origin origin, int attempts) {
        return actors.look(userId).thenCompose(reply -> {
            if (reply instanceof UserReply.IsForgotten gone) {
                return CompletableFuture.completedFuture(gone.forgotten());
            }
            if (reply instanceof UserReply.Is is) {
                return forgetAs(is.account(), by, origin, attempts);
            }
            return mustBeKnown(userId, by).thenCompose(yes -> ask(userId, by, origin, null, attempts));
        });
    }

    private CompletableFuture<Forgotten> forgetAs(Account account, UUID by, Origin origin, int attempts) {
        CompletableFuture<Void> ready =
                account.isActiveAdmin() ? admins.release(account) : CompletableFuture.completedFuture(null);
        return ready.thenCompose(released -> ask(account.id(), by, origin, account.version(), attempts));
    }

    private CompletableFuture<Forgotten> ask(UUID userId, UUID by, Origin origin, Long version, int attempts) {
        return actors.ask(userId, new Forget(userId, by, clock.getAsLong(), version), origin)
                .thenCompose(reply -> {
                    if (reply instanceof UserReply.IsForgotten gone) {
                        return CompletableFuture.completedFuture(gone.forgotten());
                    }
                    if (AccessChanges.wasChanged(reply)) {
                        return attempts > 1
                                ? decide(userId, by, origin, attempts - 1)
                                : UserRefused.<Forgotten>by(UserRejection.BUSY);
                    }
                    return reply.existing().thenCompose(odd -> UserRefused.<Forgotten>by(UserRejection.UNKNOWN));
                });
    }

    /** Whoever shows a token is somebody; an admin may mistype an id, and no fact is written for one nobody has. */
    private CompletableFuture<Void> mustBeKnown(UUID userId, UUID by) {
        return userId.equals(by)
                ? CompletableFuture.completedFuture(null)
                : known.knows(userId)
                        .thenCompose(yes -> yes
                                ? CompletableFuture.<Void>completedFuture(null)
                                : UserRefused.<Void>by(UserRejection.NOT_FOUND));
    }

    /** The key must be gone before anybody is told; marks that cannot be written now, the projection writes. */
    private CompletableFuture<Void> finish(Forgotten gone, UUID by) {
        CompletableFuture<Void> marked = marks.note(gone).exceptionally(failure -> {
            log.warn("Tokens of {} are taken elsewhere until the tables follow: {}", gone.id(), failure.toString());
            return null;
        });
        return keys.forget(gone.id(), by).thenCombine(marked, (thrownAway, noted) -> null);
    }
}
