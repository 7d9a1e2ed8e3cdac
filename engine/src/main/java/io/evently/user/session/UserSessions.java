package io.evently.user.session;

import io.evently.crypto.Passwords;
import io.evently.event.Origin;
import io.evently.user.Account;
import io.evently.user.UserCommand.ChangePassword;
import io.evently.user.UserCommand.EndSessions;
import io.evently.user.UserRejection;
import io.evently.user.actor.BoundedRequests;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import java.net.InetAddress;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How users end their sessions. A session is a token; ending one means that all nodes refuse it, this one at once and
 * the others within a minute. What these methods return fails with {@link UserRefused}. Thread-safe.
 */
public final class UserSessions {

    private static final Logger log = LoggerFactory.getLogger(UserSessions.class);

    private final UserActors actors;
    private final Passwords passwords;
    private final LoginGuard guard;
    private final SessionMarks marks;
    private final BoundedRequests waiting;
    private final BoundedRequests waitingForPasswords;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    public UserSessions(
            UserActors actors,
            Passwords passwords,
            LoginGuard guard,
            SessionMarks marks,
            BoundedRequests waiting,
            BoundedRequests waitingForPasswords,
            LongSupplier clock) {
        this.actors = actors;
        this.passwords = passwords;
        this.guard = guard;
        this.marks = marks;
        this.waiting = waiting;
        this.waitingForPasswords = waitingForPasswords;
        this.clock = clock;
    }

    /** Which tokens this node refuses. */
    public SessionMarks marks() {
        return marks;
    }

    /**
     * Logs out: ends one token.
     *
     * @param expiresAt when it would have ended, microseconds
     * @return fails with {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Void> end(UUID userId, UUID tokenId, long expiresAt) {
        return waiting.toChange(() -> marks.endToken(userId, tokenId, expiresAt));
    }

    /** Of Evently's own. */
    public CompletableFuture<Void> endAll(UUID userId, UUID tokenId, long expiresAt) {
        return endAll(userId, tokenId, expiresAt, Origin.SYSTEM);
    }

    /**
     * Logs out everywhere: ends all tokens the user has, this one whoever issued it and whenever.
     *
     * @return fails with {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Void> endAll(UUID userId, UUID tokenId, long expiresAt, Origin origin) {
        return waiting.toChange(() -> actors.look(userId)
                .thenCompose(reply -> reply instanceof UserReply.Is is
                        ? actors.ask(userId, new EndSessions(is.account().epoch(), clock.getAsLong()), origin)
                                .thenCompose(this::told)
                        : marks.endAllOf(userId))
                .thenCompose(ended -> marks.endToken(userId, tokenId, expiresAt)));
    }

    /** Of Evently's own. */
    public CompletableFuture<Void> changePassword(
            UUID userId, String current, String next, UUID keptToken, InetAddress from) {
        return changePassword(userId, current, next, keptToken, from, Origin.SYSTEM);
    }

    /**
     * Changes the password and ends all sessions but one. The present one may be guessed here no faster than at a log-in.
     *
     * @param next {@link Passwords#isAcceptable acceptable}
     * @param keptToken goes on
     * @param from the client's address, as far as it is known
     * @param origin whose wish it is
     * @return fails with {@code WRONG_PASSWORD}, {@code TOO_MANY_FAILURES}, {@code NOT_FOUND}, {@code DEACTIVATED}, {@code
     *     BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<Void> changePassword(
            UUID userId, String current, String next, UUID keptToken, InetAddress from, Origin origin) {
        return waitingForPasswords.toChange(
                () -> actors.look(userId).thenCompose(UserReply::themselves).thenCompose(account -> {
                    if (!account.active()) {
                        return UserRefused.<Void>by(UserRejection.DEACTIVATED);
                    }
                    return mustMatch(account, current, from)
                            .thenCompose(matches -> passwords.hash(next))
                            .thenCompose(newHash -> actors.ask(
                                    userId,
                                    new ChangePassword(account.passwordHash(), newHash, keptToken, clock.getAsLong()),
                                    origin))
                            .thenCompose(this::told);
                }));
    }

    /**
     * A password was reset, on disk: its sessions end, and nobody waits any more for failed log-ins.
     *
     * @return the same user
     */
    public CompletableFuture<Account> passwordWasReset(Account account) {
        return told(new UserReply.Is(account))
                .thenCompose(told -> guard.forgive(account.emailIndex()))
                .thenApply(forgiven -> account);
    }

    private CompletableFuture<Void> mustMatch(Account account, String password, InetAddress from) {
        return guard.look(account.emailIndex(), from)
                .thenCompose(guard::takeTurn)
                .thenCompose(attempt -> passwords
                        .matches(password, account.passwordHash())
                        .thenCompose(matches -> matches
                                ? guard.succeeded(attempt)
                                : guard.failed(attempt)
                                        .thenCompose(noted -> UserRefused.<Void>by(UserRejection.WRONG_PASSWORD))));
    }

    /** It is on disk; if the mark cannot be written now, the projection writes it. */
    private CompletableFuture<Void> told(UserReply reply) {
        return reply.existing().thenCompose(account -> marks.note(account).exceptionally(failure -> {
            log.warn("Sessions of {} go on elsewhere until the tables follow: {}", account.id(), failure.toString());
            return null;
        }));
    }
}
