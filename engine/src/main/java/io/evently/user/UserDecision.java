package io.evently.user;

/** What came of a command to a user. */
public sealed interface UserDecision {

    /** It is so already. */
    UserDecision UNCHANGED = new Accepted(null);

    /** @param fact what happened; null if it was so already */
    record Accepted(UserFact fact) implements UserDecision {}

    record Refused(UserRejection rejection) implements UserDecision {}
}
