package io.evently.user.session;

import io.evently.crypto.Passwords;
import io.evently.user.Account;
import io.evently.user.EmailAddress;
import io.evently.user.Identity;
import io.evently.user.actor.BoundedRequests;
import io.evently.user.actor.EmailLookup;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;

/**
 * Leads a person in:
 *
 * <pre>
 * must the account wait? ─► a place for the password ─► the one turn there is ─► claim, user ─► password ─► note it
 * </pre>
 *
 * <p>Each step costs more than the one before it, and nothing is hashed for whoever has to wait. A wrong address takes
 * the same steps as a wrong password: the claim, a user (who does not exist), the check of a password (which nobody has),
 * and a failure noted.
 */
public final class Login {

    /** What came of it, as the metric says it. */
    private enum Outcome {
        SUCCESS,
        REFUSED,
        WAITING,
        BUSY
    }

    private final EmailLookup addresses;
    private final Passwords passwords;
    private final LoginGuard guard;
    private final BoundedRequests waiting;
    private final BoundedRequests waitingForPasswords;
    private final Map<Outcome, Counter> counters = new EnumMap<>(Outcome.class);

    /**
     * @param waiting all requests about users
     * @param waitingForPasswords those for which a password is checked, some places kept for familiar addresses
     */
    public Login(
            EmailLookup addresses,
            Passwords passwords,
            LoginGuard guard,
            BoundedRequests waiting,
            BoundedRequests waitingForPasswords,
            MeterRegistry metrics) {
        this.addresses = addresses;
        this.passwords = passwords;
        this.guard = guard;
        this.waiting = waiting;
        this.waitingForPasswords = waitingForPasswords;
        for (Outcome outcome : Outcome.values()) {
            counters.put(
                    outcome,
                    Counter.builder("evently.logins")
                            .description("Log-ins: success, refused (wrong address or password), waiting (after many"
                                    + " failures of the account), busy")
                            .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                            .register(metrics));
        }
    }

    /** Fails with {@code INVALID_CREDENTIALS}, {@code TOO_MANY_FAILURES} or {@code BUSY}. */
    public CompletableFuture<Identity> run(EmailAddress email, String password, InetAddress from) {
        return waiting.toRead(() -> guard.look(addresses.indexOf(email), from)
                        .thenCompose(
                                attempt -> waitingForPasswords.toRead(attempt.familiar(), () -> guard.takeTurn(attempt)
                                        .thenCompose(turn -> check(email, password, turn)))))
                .whenComplete(
                        (identity, failure) -> counters.get(outcome(failure)).increment());
    }

    private CompletableFuture<Identity> check(EmailAddress email, String password, LoginGuard.Attempt attempt) {
        return addresses.findInLikeSteps(email).thenCompose(reply -> {
            Account account = reply instanceof UserReply.Is is ? is.account() : null;
            return passwords
                    .matches(password, account == null ? null : account.passwordHash())
                    .thenCompose(matches -> matches && account.active()
                            ? granted(account, attempt)
                            : refused(account == null ? null : account.id(), attempt));
        });
    }

    private CompletableFuture<Identity> granted(Account account, LoginGuard.Attempt attempt) {
        return guard.succeeded(attempt).thenApply(noted -> new Identity(account.id(), account.role(), account.epoch()));
    }

    private CompletableFuture<Identity> refused(UUID account, LoginGuard.Attempt attempt) {
        return guard.failed(attempt)
                .thenCompose(noted -> CompletableFuture.failedFuture(UserRefused.credentialsOf(account)));
    }

    private static Outcome outcome(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
        if (cause == null) {
            return Outcome.SUCCESS;
        }
        if (cause instanceof UserRefused refused) {
            return switch (refused.rejection()) {
                case INVALID_CREDENTIALS -> Outcome.REFUSED;
                case TOO_MANY_FAILURES -> Outcome.WAITING;
                default -> Outcome.BUSY;
            };
        }
        return Outcome.BUSY;
    }
}
