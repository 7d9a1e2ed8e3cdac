package io.evently.user.actor;

import io.evently.record.Kind;
import io.evently.user.Account;
import io.evently.user.Forgotten;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;
import java.util.concurrent.CompletableFuture;

/** What a user's actor answers. */
public sealed interface UserReply {

    /** The account; fails with the rejection, or with {@code NOT_FOUND} if there is none. */
    default CompletableFuture<Account> existing() {
        if (this instanceof Is is) {
            return CompletableFuture.completedFuture(is.account());
        }
        return UserRefused.by(this instanceof Refused refused ? refused.rejection() : UserRejection.NOT_FOUND);
    }

    /** The same for the user themselves: whoever was forgotten is told so. */
    default CompletableFuture<Account> themselves() {
        return this instanceof IsForgotten ? UserRefused.by(UserRejection.FORGOTTEN) : existing();
    }

    /** The user as they are now, on disk. */
    @Kind(1)
    record Is(Account account) implements UserReply {}

    /** There is no such user; after {@link UserCommand.Abandon} there never will be. */
    @Kind(2)
    enum IsNot implements UserReply {
        INSTANCE
    }

    /** There was one, who is forgotten and never comes back. */
    @Kind(4)
    record IsForgotten(Forgotten forgotten) implements UserReply {}

    @Kind(3)
    record Refused(UserRejection rejection) implements UserReply {}
}
