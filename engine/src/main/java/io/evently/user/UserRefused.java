package io.evently.user;

/** How {@link Users} says no; carries no stack trace, because a refusal is an answer and not a defect. */
public final class UserRefused extends RuntimeException {

    private final UserRejection rejection;

    UserRefused(UserRejection rejection) {
        super(rejection.name(), null, false, false);
        this.rejection = rejection;
    }

    public UserRejection rejection() {
        return rejection;
    }
}
