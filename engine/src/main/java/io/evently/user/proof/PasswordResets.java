package io.evently.user.proof;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.Passwords;
import io.evently.event.Origin;
import io.evently.message.Cause;
import io.evently.tables.message.AccountLinksTable;
import io.evently.tables.message.AccountLinksTable.Link;
import io.evently.tables.message.AccountLinksTable.Purpose;
import io.evently.user.Account;
import io.evently.user.EmailAddress;
import io.evently.user.UserCommand.ResetPassword;
import io.evently.user.UserRejection;
import io.evently.user.actor.BoundedRequests;
import io.evently.user.actor.EmailLookup;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import io.evently.user.session.UserSessions;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another password for who forgot theirs: by a link that is sent to their address, holds for half an hour, and is used once.
 * What these methods return fails with {@link UserRefused}. Thread-safe.
 */
public final class PasswordResets {

    /** How long a link holds. */
    public static final Duration LIFETIME = Duration.ofMinutes(30);

    /**
     * So long after a change of address no link goes to the new one: else whoever steals a session could have the account for
     * good, before its owner notices.
     */
    private static final long SETTLED = Duration.ofDays(1).toMillis() * 1_000;

    private static final Logger log = LoggerFactory.getLogger(PasswordResets.class);

    private final UserActors actors;
    private final EmailLookup addresses;
    private final AccountTokens tokens;
    private final LinkMails mails;
    private final Passwords passwords;
    private final UserSessions sessions;
    private final BoundedRequests waiting;
    private final BoundedRequests waitingForPasswords;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    public PasswordResets(
            UserActors actors,
            EmailLookup addresses,
            AccountTokens tokens,
            LinkMails mails,
            Passwords passwords,
            UserSessions sessions,
            BoundedRequests waiting,
            BoundedRequests waitingForPasswords,
            LongSupplier clock) {
        this.actors = actors;
        this.addresses = addresses;
        this.tokens = tokens;
        this.mails = mails;
        this.passwords = passwords;
        this.sessions = sessions;
        this.waiting = waiting;
        this.waitingForPasswords = waitingForPasswords;
        this.clock = clock;
    }

    /**
     * Sends a link to whoever has this address. The answer comes before anybody is looked for, so neither it nor its time tells
     * whether there is somebody; and the same is done then, but for the mail.
     *
     * @return fails with {@code BUSY}, for who is there and who is not alike
     */
    public CompletableFuture<Void> ask(EmailAddress email) {
        CompletableFuture<Void> sent =
                waiting.toChange(() -> addresses.findInLikeSteps(email).thenCompose(this::sendTo));
        if (sent.isCompletedExceptionally()) {
            return sent;
        }
        var unused = sent.exceptionally(failure -> {
            log.warn("A mail to choose another password could not be written: {}", failure.toString());
            return null;
        });
        return CompletableFuture.completedFuture(null);
    }

    private CompletableFuture<Void> sendTo(UserReply reply) {
        boolean maySend = reply instanceof UserReply.Is is
                && is.account().active()
                && is.account().hasAddressSince(clock.getAsLong() - SETTLED);
        if (!maySend) {
            return CompletableFuture.completedFuture(null);
        }
        Account account = ((UserReply.Is) reply).account();
        return mails.send(account, Purpose.PASSWORD_RESET, Cause.PASSWORD_RESET, LIFETIME)
                .thenAccept(asked -> log.debug("A link to choose another password: {}", asked.outcome()));
    }

    /** What the link of a reset holds. */
    public String token(UUID userId, UUID id) {
        return tokens.reset(userId, id);
    }

    /**
     * Somebody followed a link and chose a password. All their sessions end, and so does the wait after failed log-ins; and the
     * address is proved.
     *
     * @param password {@link Passwords#isAcceptable acceptable}
     * @return whose it is now; fails with {@code INVALID_LINK}, whatever is wrong with it, {@code BUSY}, or {@code UNKNOWN}: then
     *     the link may be used up
     */
    public CompletableFuture<UUID> confirm(String token, String password, Origin origin) {
        Optional<AccountTokens.Reset> reset = tokens.readReset(token);
        if (reset.isEmpty()) {
            return UserRefused.by(UserRejection.INVALID_LINK);
        }
        UUID userId = reset.get().userId();
        UUID id = reset.get().id();
        return waitingForPasswords.toChange(() -> mails.on(
                        userId, connection -> AccountLinksTable.holds(connection, userId, id, Purpose.PASSWORD_RESET))
                // Nothing is hashed for who comes with a link that is used up.
                .thenCompose(holds -> holds
                        ? passwords.hash(password).toCompletableFuture()
                        : UserRefused.<String>by(UserRejection.INVALID_LINK))
                .thenCompose(hash -> mails.on(
                                userId,
                                connection -> AccountLinksTable.use(connection, userId, id, Purpose.PASSWORD_RESET))
                        .thenCompose(used -> used.isPresent()
                                ? change(used.get(), hash, origin)
                                : UserRefused.<UUID>by(UserRejection.INVALID_LINK))));
    }

    private CompletableFuture<UUID> change(Link link, String hash, Origin origin) {
        ResetPassword reset =
                new ResetPassword(link.epoch(), new BlindIndex(link.emailIndex()), hash, clock.getAsLong());
        return actors.ask(link.userId(), reset, origin)
                .thenCompose(reply -> reply instanceof UserReply.Is is
                        ? sessions.passwordWasReset(is.account())
                        : UserRefused.<Account>by(
                                reply instanceof UserReply.Refused refused
                                        ? refused.rejection()
                                        : UserRejection.INVALID_LINK))
                .thenApply(Account::id);
    }
}
