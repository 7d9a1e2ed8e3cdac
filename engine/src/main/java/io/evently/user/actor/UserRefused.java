package io.evently.user.actor;

import io.evently.user.UserRejection;
import io.evently.user.account.Users;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How {@link Users} says no; carries no stack trace, because a refusal is an answer and not a defect. */
public final class UserRefused extends RuntimeException {

    private final UserRejection rejection;
    private final Duration retryAfter;

    public UserRefused(UserRejection rejection) {
        this(rejection, Duration.ZERO);
    }

    /** {@link UserRejection#TOO_MANY_FAILURES}, until this has passed. */
    public UserRefused(Duration retryAfter) {
        this(UserRejection.TOO_MANY_FAILURES, retryAfter);
    }

    /** An answer that is this refusal. */
    public static <T> CompletableFuture<T> by(UserRejection rejection) {
        return CompletableFuture.failedFuture(new UserRefused(rejection));
    }

    /** Whether a failed answer is this refusal. */
    public static boolean isBy(UserRejection rejection, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UserRefused refused && refused.rejection == rejection;
    }

    private UserRefused(UserRejection rejection, Duration retryAfter) {
        super(rejection.name(), null, false, false);
        this.rejection = rejection;
        this.retryAfter = retryAfter;
    }

    public UserRejection rejection() {
        return rejection;
    }

    /** How long to wait before asking again; zero unless {@link UserRejection#TOO_MANY_FAILURES}. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
