package io.evently.user;

/** What a user's actor answers. */
public sealed interface UserReply {

    /** The user as they are now, on disk. */
    record Is(Account account) implements UserReply {}

    /** There is no such user; after {@link UserCommand.Abandon} there never will be. */
    enum IsNot implements UserReply {
        INSTANCE
    }

    record Refused(UserRejection rejection) implements UserReply {}
}
