package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.ForgottenException;
import io.evently.crypto.PersonalField;
import io.evently.crypto.UserKey;
import io.evently.crypto.UserKeys;
import io.evently.event.Origin;
import io.evently.user.Account;
import io.evently.user.EmailAddress;
import io.evently.user.Role;
import io.evently.user.UserCommand.Register;
import io.evently.user.UserRejection;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Leads a person through claim and user, which are two actors in perhaps two databases:
 *
 * <pre>
 * claim the address ─► make the key ─► register the user ─► confirm the claim
 *   (AddressClaims)                            │
 *                                              └ refused: somebody found our claim overdue
 * </pre>
 *
 * <p>Every step may be repeated. After a crash at any point there is a user who can log in, or an address that is free
 * a minute later. The key comes after the claim, so that an address that is taken costs no row; and before the user,
 * whose first fact needs it.
 */
public final class Registration {

    /**
     * Who wants to be registered.
     *
     * @param id made by the asking node, so that its own repetition is recognised
     * @param emailIndexes of the address under each key there is, the newest first; that one becomes the user's
     * @param origin whose wish it is
     */
    public record Applicant(
            UUID id,
            EmailAddress email,
            List<BlindIndex> emailIndexes,
            String name,
            String passwordHash,
            Role role,
            Origin origin) {

        public Applicant(
                UUID id, EmailAddress email, BlindIndex emailIndex, String name, String passwordHash, Role role) {
            this(id, email, List.of(emailIndex), name, passwordHash, role, Origin.SYSTEM);
        }

        BlindIndex emailIndex() {
            return emailIndexes.get(0);
        }

        /** Without name, address and password, so that no log ever holds them. */
        @Override
        public String toString() {
            return "Applicant(" + id + ")";
        }
    }

    private final UserActors actors;
    private final UserKeys keys;
    private final AddressClaims claims;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    public Registration(UserActors actors, UserKeys keys, LongSupplier clock) {
        this.actors = actors;
        this.keys = keys;
        this.claims = new AddressClaims(actors, keys, clock);
        this.clock = clock;
    }

    /** Fails with {@link UserRefused} if the address is taken. */
    public CompletableFuture<Account> run(Applicant applicant) {
        return claim(applicant)
                .thenCompose(claimed -> makeKey(applicant.id()))
                .thenCompose(key -> register(applicant, key))
                .thenApply(account -> {
                    applicant.emailIndexes().forEach(index -> actors.confirm(index, applicant.id()));
                    return account;
                });
    }

    /** Who was forgotten under this id never comes back under it. */
    private CompletableFuture<UserKey> makeKey(UUID id) {
        return keys.make(id)
                .exceptionallyCompose(failure -> failure instanceof ForgottenException
                        ? UserRefused.by(UserRejection.EMAIL_TAKEN)
                        : CompletableFuture.failedFuture(failure));
    }

    CompletableFuture<Void> claim(Applicant applicant) {
        return claims.take(applicant.id(), applicant.emailIndexes(), false);
    }

    CompletableFuture<Account> register(Applicant applicant, UserKey key) {
        Register register = new Register(
                applicant.id(),
                key.encrypt(PersonalField.EMAIL, applicant.email().typed()),
                key.encrypt(PersonalField.NAME, applicant.name()),
                applicant.emailIndex(),
                applicant.passwordHash(),
                applicant.role(),
                clock.getAsLong());
        return actors.ask(applicant.id(), register, applicant.origin())
                .thenCompose(reply -> reply instanceof UserReply.Is is
                        ? CompletableFuture.completedFuture(is.account())
                        : keys.discard(applicant.id())
                                .thenCompose(discarded -> UserRefused.by(UserRejection.EMAIL_TAKEN)));
    }
}
