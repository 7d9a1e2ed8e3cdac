package io.evently.user.proof;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.PersonalField;
import io.evently.crypto.UserKeys;
import io.evently.event.Origin;
import io.evently.message.Cause;
import io.evently.tables.message.AccountLinksTable;
import io.evently.tables.message.AccountLinksTable.Outcome;
import io.evently.tables.message.AccountLinksTable.Purpose;
import io.evently.user.Account;
import io.evently.user.EmailAddress;
import io.evently.user.UserCommand.ProveAddress;
import io.evently.user.UserRejection;
import io.evently.user.actor.BoundedRequests;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Whether an address is whose who gave it: they followed a link that was sent there. What these methods return fails with
 * {@link UserRefused}. Thread-safe.
 */
public final class AddressProofs {

    /** How long a link proves, and how long who never proved an address may take to book. */
    public static final Duration LIFETIME = Duration.ofDays(7);

    private final UserActors actors;
    private final UserKeys keys;
    private final AccountTokens tokens;
    private final LinkMails mails;
    private final BoundedRequests waiting;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    public AddressProofs(
            UserActors actors,
            UserKeys keys,
            AccountTokens tokens,
            LinkMails mails,
            BoundedRequests waiting,
            LongSupplier clock) {
        this.actors = actors;
        this.keys = keys;
        this.tokens = tokens;
        this.mails = mails;
        this.waiting = waiting;
        this.clock = clock;
    }

    /**
     * What the link of a mail about a user's address holds. The mail goes to the address that the tables show; so nothing is
     * proved by one that is not about the address they have now: it may have gone to the one before.
     *
     * @param mail its id
     * @param at the time of what it tells of, microseconds
     * @return empty if nothing is to be proved by it; fails with {@code BUSY}
     */
    public CompletableFuture<Optional<String>> token(UUID userId, UUID mail, long at) {
        return waiting.toRead(() -> mails.on(
                        userId, connection -> AccountLinksTable.addressOf(connection, userId, mail))
                .thenCompose(asked -> actors.look(userId).thenCompose(reply -> {
                    boolean proves = reply instanceof UserReply.Is is
                            && !is.account().proof().proved()
                            && asked.map(index -> new BlindIndex(index)
                                            .equals(is.account().emailIndex()))
                                    .orElseGet(() -> is.account().proof().since() <= at);
                    return proves
                            ? token(((UserReply.Is) reply).account())
                            : CompletableFuture.completedFuture(Optional.<String>empty());
                })));
    }

    private CompletableFuture<Optional<String>> token(Account account) {
        long end = clock.getAsLong() + LIFETIME.toMillis() * 1_000;
        return address(account).thenApply(address -> address.map(known -> tokens.proof(account.id(), known, end)));
    }

    /**
     * Somebody followed a link. Again, it does nothing.
     *
     * @return whose address is proved; fails with {@code INVALID_LINK}, {@code BUSY} or {@code UNKNOWN}
     */
    public CompletableFuture<UUID> prove(String token, Origin origin) {
        Optional<AccountTokens.Proof> proof =
                AccountTokens.readProof(token).filter(read -> clock.getAsLong() < read.end());
        if (proof.isEmpty()) {
            return UserRefused.by(UserRejection.INVALID_LINK);
        }
        UUID userId = proof.get().userId();
        return waiting.toChange(() -> actors.look(userId).thenCompose(reply -> {
            if (!(reply instanceof UserReply.Is is)) {
                return UserRefused.<UUID>by(UserRejection.INVALID_LINK);
            }
            return address(is.account())
                    .thenCompose(address -> address.isPresent() && tokens.proves(proof.get(), address.get())
                            ? prove(is.account(), origin)
                            : UserRefused.<UUID>by(UserRejection.INVALID_LINK));
        }));
    }

    private CompletableFuture<UUID> prove(Account account, Origin origin) {
        return actors.ask(account.id(), new ProveAddress(account.emailIndex(), clock.getAsLong()), origin)
                .thenCompose(UserReply::existing)
                .thenApply(Account::id);
    }

    /**
     * Sends a link again; to who has proved their address, none.
     *
     * @return fails with {@code TOO_MANY_MAILS}, {@code NOT_FOUND}, {@code DEACTIVATED}, {@code FORGOTTEN}, {@code BUSY} or
     *     {@code UNKNOWN}
     */
    public CompletableFuture<Void> sendAgain(UUID userId) {
        return waiting.toChange(
                () -> actors.look(userId).thenCompose(UserReply::themselves).thenCompose(account -> {
                    if (!account.active()) {
                        return UserRefused.<Void>by(UserRejection.DEACTIVATED);
                    }
                    return account.proof().proved() ? CompletableFuture.<Void>completedFuture(null) : sendTo(account);
                }));
    }

    private CompletableFuture<Void> sendTo(Account account) {
        boolean isFirst = account.proof().since() <= account.createdAt();
        Cause cause = isFirst ? Cause.WELCOME : Cause.ADDRESS_CHANGED;
        return mails.send(account, Purpose.ADDRESS_PROOF, cause, LIFETIME)
                .thenCompose(asked -> asked.outcome() == Outcome.TOO_MANY
                        ? UserRefused.<Void>until(UserRejection.TOO_MANY_MAILS, asked.until())
                        // If the tables are far behind, the first mail has not gone either.
                        : CompletableFuture.<Void>completedFuture(null));
    }

    /** Normalised; empty if they are just being forgotten. */
    private CompletableFuture<Optional<String>> address(Account account) {
        return keys.find(account.id())
                .thenApply(key -> key.map(found -> found.decrypt(PersonalField.EMAIL, account.email()))
                        .flatMap(EmailAddress::parse)
                        .map(EmailAddress::normalised));
    }
}
