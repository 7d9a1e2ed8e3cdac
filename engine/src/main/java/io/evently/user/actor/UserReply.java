package io.evently.user.actor;

import io.evently.record.Kind;
import io.evently.user.Account;
import io.evently.user.UserCommand;
import io.evently.user.UserRejection;

/** What a user's actor answers. */
public sealed interface UserReply {

    /** The user as they are now, on disk. */
    @Kind(1)
    record Is(Account account) implements UserReply {}

    /** There is no such user; after {@link UserCommand.Abandon} there never will be. */
    @Kind(2)
    enum IsNot implements UserReply {
        INSTANCE
    }

    @Kind(3)
    record Refused(UserRejection rejection) implements UserReply {}
}
