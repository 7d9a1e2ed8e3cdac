package io.evently.user;

/** What came of a command to a user. */
public sealed interface UserDecision {

    record Happens(UserFact fact) implements UserDecision {}

    /** It is so already; nothing happens again. */
    record Already() implements UserDecision {}

    record Refused(UserRejection rejection) implements UserDecision {}
}
