package io.evently.user;

/**
 * A user, or the place where one may come to be; {@link UserDecider} decides about it.
 *
 * @param account null if there is no user
 * @param abandoned whether nobody may be registered here any more
 */
public record User(Account account, boolean abandoned) {

    /** An id nothing is known of. */
    public static final User NOBODY = new User(null, false);

    public boolean exists() {
        return account != null;
    }

    /** The user after a fact; never refuses. */
    public User apply(UserFact fact) {
        return fact instanceof UserFact.RegistrationAbandoned ? new User(null, true) : new User(fact.account(), false);
    }
}
