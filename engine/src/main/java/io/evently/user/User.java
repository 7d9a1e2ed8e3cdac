package io.evently.user;

/**
 * A user, or the place where one may come to be; {@link UserDecider} decides about it.
 *
 * @param account null if there is no user, or no longer
 * @param abandoned whether nobody may be registered here any more, because nobody ever was
 * @param forgotten null unless the person was forgotten; then this is what is left, and nobody comes here again
 */
public record User(Account account, boolean abandoned, Forgotten forgotten) {

    /** An id nothing is known of. */
    public static final User NOBODY = new User(null, false, null);

    public boolean exists() {
        return account != null;
    }

    public boolean isForgotten() {
        return forgotten != null;
    }

    /** The user after a fact; never refuses. */
    public User apply(UserFact fact) {
        if (fact instanceof UserFact.UserForgotten gone) {
            return new User(null, false, gone.forgotten());
        }
        return fact instanceof UserFact.RegistrationAbandoned
                ? new User(null, true, null)
                : new User(fact.account(), false, null);
    }
}
