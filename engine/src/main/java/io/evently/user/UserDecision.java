package io.evently.user;

/** What came of a command to a user. */
public sealed interface UserDecision {

    /** @param fact what happened; null if it was so already */
    record Accepted(UserFact fact) implements UserDecision {}

    record Refused(UserRejection rejection) implements UserDecision {}

    static UserDecision accept(UserFact fact) {
        return new Accepted(fact);
    }

    static UserDecision unchanged() {
        return new Accepted(null);
    }

    static UserDecision refuse(UserRejection rejection) {
        return new Refused(rejection);
    }
}
