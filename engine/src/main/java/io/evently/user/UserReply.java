package io.evently.user;

import io.evently.entity.Message;

/** What a user's actor answers. */
public sealed interface UserReply extends Message {

    /** The user as they are now, on disk. */
    record Is(Account account) implements UserReply {}

    /** There is no such user; after {@link UserCommand.Abandon} there never will be. */
    enum IsNot implements UserReply {
        INSTANCE
    }

    record Refused(UserRejection rejection) implements UserReply {}
}
