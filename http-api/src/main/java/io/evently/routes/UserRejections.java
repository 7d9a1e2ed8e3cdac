package io.evently.routes;

import io.evently.http.answer.ErrorCode;
import io.evently.http.answer.FieldError;
import io.evently.http.answer.Note;
import io.evently.http.answer.Problem;
import io.evently.http.answer.Reply;
import io.evently.security.SecurityOutcome;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserRefused;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** The one place where a rejection of {@link io.evently.user.account.Users} becomes a status, a code and a sentence. */
final class UserRejections {

    /** Whatever is wrong with a link: who guesses learns nothing. */
    private static final FieldError INVALID_LINK = new FieldError(
            "token", "is of no link that holds: it was used, is too old, or was never sent. Ask for a new one");

    private UserRejections() {}

    /** What was granted as {@code granted} writes it, a rejection as its problem; every other failure stays one. */
    static <T> CompletionStage<Reply> answer(CompletableFuture<T> asked, Function<T, Reply> granted) {
        return answerLater(asked, value -> granted.apply(value).now());
    }

    /** The same, where the answer to what was granted has to be asked for. */
    static <T> CompletionStage<Reply> answerLater(
            CompletableFuture<T> asked, Function<T, CompletionStage<Reply>> granted) {
        return asked.handle((value, failure) -> {
                    if (failure == null) {
                        return granted.apply(value);
                    }
                    Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
                    if (cause instanceof UserRefused refused) {
                        return Reply.of(problem(refused)).now();
                    }
                    throw new CompletionException(cause);
                })
                .thenCompose(reply -> reply);
    }

    private static Problem problem(UserRefused refused) {
        Problem problem = problem(refused.rejection())
                .noting(Note.of(outcome(refused.rejection()))
                        .withSubject(refused.account().orElse(null)));
        return refused.retryAfter().isZero() ? problem : problem.retryAfter(wholeSeconds(refused.retryAfter()));
    }

    /** Where a status has several reasons. */
    private static SecurityOutcome outcome(UserRejection rejection) {
        return switch (rejection) {
            case INVALID_CREDENTIALS, WRONG_PASSWORD, INVALID_LINK -> SecurityOutcome.WRONG;
            case TOO_MANY_MAILS -> SecurityOutcome.USER;
            case TOO_MANY_FAILURES -> SecurityOutcome.BACK_OFF;
            case DEACTIVATED, FORGOTTEN -> SecurityOutcome.ENDED;
            default -> null;
        };
    }

    static Problem problem(UserRejection rejection) {
        return switch (rejection) {
            case EMAIL_TAKEN ->
                Problem.of(
                        ErrorCode.EMAIL_TAKEN,
                        "Somebody is registered with this address. If it is you, log in; if a registration of yours"
                                + " broke off, try again in a minute.");
            case KEY_REUSED -> Rejections.keyReused();
            case INVALID_CREDENTIALS -> Problem.unauthenticated("Address or password is wrong.");
            case TOO_MANY_FAILURES ->
                Problem.of(
                        ErrorCode.RATE_LIMITED,
                        "Too many log-ins to this account have failed; wait before the next one.");
            case TOO_MANY_MAILS ->
                Problem.of(
                        ErrorCode.RATE_LIMITED,
                        "At most 3 such mails an hour are sent to you; look for them, or wait before the next one.");
            case INVALID_LINK -> Problem.invalid(List.of(INVALID_LINK));
            case DEACTIVATED -> Problem.unauthenticated("This user was deactivated.");
            case FORGOTTEN -> Problem.unauthenticated("This user was forgotten.");
            case NOT_FOUND -> Problem.notFound("There is no such user.");
            case FORBIDDEN -> Problem.of(ErrorCode.FORBIDDEN, "You are no administrator any more.");
            case WRONG_PASSWORD -> Problem.of(ErrorCode.FORBIDDEN, "The current password is another one.");
            case LAST_ADMIN ->
                Problem.of(
                        ErrorCode.LAST_ADMIN,
                        "Nobody could administer Evently then. Make somebody else an administrator first.");
            case BUSY, CHANGED_MEANWHILE -> Rejections.busy();
            case UNREADABLE -> Rejections.unreadable("This user");
            case UNKNOWN ->
                Problem.of(
                        ErrorCode.OUTCOME_UNKNOWN,
                        "It is not known whether this happened. Repeat it with the same Idempotency-Key to learn, or"
                                + " look, and repeat it if it did not.");
        };
    }

    /** Rounded up: whoever comes then is not too early. */
    private static int wholeSeconds(Duration wait) {
        return Math.toIntExact(wait.plusSeconds(1).minusNanos(1).toSeconds());
    }
}
