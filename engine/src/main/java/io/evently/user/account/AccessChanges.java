package io.evently.user.account;

import io.evently.user.Account;
import io.evently.user.Role;
import io.evently.user.UserCommand.ChangeAccess;
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

/** Gives and takes rights. Who takes one must have one; the last admin keeps it; what was taken holds on all nodes soon. */
final class AccessChanges {

    private static final Logger log = LoggerFactory.getLogger(AccessChanges.class);

    /** Each time somebody else has changed the user in between. */
    private static final int ATTEMPTS = 5;

    private final UserActors actors;
    private final Admins admins;
    private final SessionMarks marks;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    AccessChanges(UserActors actors, Admins admins, SessionMarks marks, LongSupplier clock) {
        this.actors = actors;
        this.admins = admins;
        this.marks = marks;
        this.clock = clock;
    }

    /** Fails as {@link Users#changeAccess}. */
    CompletableFuture<Account> change(UUID userId, Role role, Boolean active, UUID by) {
        return mustStillAdminister(by).thenCompose(may -> change(userId, role, active, by, ATTEMPTS));
    }

    /** The token says so. Where there is a user, that counts; an admin of another issuer has none here. */
    CompletableFuture<Void> mustStillAdminister(UUID by) {
        return actors.look(by).thenCompose(reply -> {
            if (reply instanceof UserReply.IsForgotten) {
                return UserRefused.<Void>by(UserRejection.FORGOTTEN);
            }
            if (!(reply instanceof UserReply.Is is) || is.account().isActiveAdmin()) {
                return CompletableFuture.<Void>completedFuture(null);
            }
            return UserRefused.<Void>by(is.account().active() ? UserRejection.FORBIDDEN : UserRejection.DEACTIVATED);
        });
    }

    private CompletableFuture<Account> change(UUID userId, Role role, Boolean active, UUID by, int attempts) {
        return actors.look(userId).thenCompose(UserReply::existing).thenCompose(before -> {
            boolean takesRight = before.isActiveAdmin() && (role == Role.USER || Boolean.FALSE.equals(active));
            CompletableFuture<Void> ready =
                    takesRight ? admins.release(before) : CompletableFuture.completedFuture(null);
            return ready.thenCompose(released ->
                            actors.ask(userId, new ChangeAccess(role, active, by, clock.getAsLong(), before.version())))
                    .thenCompose(reply -> wasChanged(reply)
                            ? attempts > 1
                                    ? change(userId, role, active, by, attempts - 1)
                                    : UserRefused.<Account>by(UserRejection.BUSY)
                            : reply.existing().thenCompose(after -> told(before, after)));
        });
    }

    /** It is on disk. What fails now is made up for: the projection writes marks, and who is missing is looked up. */
    private CompletableFuture<Account> told(Account before, Account after) {
        CompletableFuture<Void> counted = after.isActiveAdmin() && !before.isActiveAdmin()
                ? admins.count(after.id(), after.version())
                : CompletableFuture.completedFuture(null);
        CompletableFuture<Void> marked = marks.note(after);
        return CompletableFuture.allOf(counted, marked).handle((done, failure) -> {
            if (failure != null) {
                log.warn("What {} may is on disk, but not yet known everywhere: {}", after.id(), failure.toString());
            }
            return after;
        });
    }

    /** Whether to look again: the user is not the one that was looked at. */
    static boolean wasChanged(UserReply reply) {
        return reply instanceof UserReply.Refused refusal && refusal.rejection() == UserRejection.CHANGED_MEANWHILE;
    }
}
