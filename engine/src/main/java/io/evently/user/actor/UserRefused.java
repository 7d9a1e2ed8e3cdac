package io.evently.user.actor;

import io.evently.user.UserRejection;
import io.evently.user.account.Users;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/** How {@link Users} says no; carries no stack trace, because a refusal is an answer and not a defect. */
public final class UserRefused extends RuntimeException {

    private final UserRejection rejection;
    private final Duration retryAfter;
    private final UUID account;

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

    /** An answer that is this refusal, until some time has passed. */
    public static <T> CompletableFuture<T> until(UserRejection rejection, Duration retryAfter) {
        return CompletableFuture.failedFuture(new UserRefused(rejection, retryAfter));
    }

    /** Whether a failed answer is this refusal. */
    public static boolean isBy(UserRejection rejection, Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        return cause instanceof UserRefused refused && refused.rejection == rejection;
    }

    private UserRefused(UserRejection rejection, Duration retryAfter) {
        this(rejection, retryAfter, null);
    }

    private UserRefused(UserRejection rejection, Duration retryAfter, UUID account) {
        super(rejection.name(), null, false, false);
        this.rejection = rejection;
        this.retryAfter = retryAfter;
        this.account = account;
    }

    /**
     * {@link UserRejection#INVALID_CREDENTIALS}.
     *
     * @param account whose password it is not; null: nobody has that address
     */
    public static UserRefused credentialsOf(UUID account) {
        return new UserRefused(UserRejection.INVALID_CREDENTIALS, Duration.ZERO, account);
    }

    /** Whose password it was not, for the security log; whoever guesses is never told that there is somebody. */
    public Optional<UUID> account() {
        return Optional.ofNullable(account);
    }

    public UserRejection rejection() {
        return rejection;
    }

    /** How long to wait before asking again; zero: the refusal has nothing to do with time. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
