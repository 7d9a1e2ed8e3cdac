package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.PersonalField;
import io.evently.crypto.UserKey;
import io.evently.event.Origin;
import io.evently.user.Account;
import io.evently.user.ClaimCommand.Release;
import io.evently.user.EmailAddress;
import io.evently.user.UserCommand.ChangeAddress;
import io.evently.user.UserRejection;
import io.evently.user.actor.ClaimReply.HeldBy;
import io.evently.user.actor.EmailLookup;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leads a user to another address:
 *
 * <pre>
 * is it free? ─► claim it ─► the fact, on disk ─► confirm that claim, release the old one
 * </pre>
 *
 * <p>A crash leaves one claim too many, which whoever wants that address takes away ({@link AddressClaims}).
 */
final class AddressChanges {

    private static final Logger log = LoggerFactory.getLogger(AddressChanges.class);

    private final UserActors actors;
    private final EmailLookup addresses;
    private final AddressClaims claims;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    AddressChanges(UserActors actors, EmailLookup addresses, AddressClaims claims, LongSupplier clock) {
        this.actors = actors;
        this.addresses = addresses;
        this.claims = claims;
        this.clock = clock;
    }

    /**
     * @param key the user's
     * @param mayBeTaken whether the address is nobody's who is still to come
     * @return the user as they are now; fails with {@code EMAIL_TAKEN} or {@code CHANGED_MEANWHILE}
     */
    CompletableFuture<Account> change(
            Account account, UserKey key, EmailAddress email, boolean mayBeTaken, Origin origin) {
        if (key.decrypt(PersonalField.EMAIL, account.email()).equals(email.typed())) {
            return CompletableFuture.completedFuture(account);
        }
        List<BlindIndex> indexes = addresses.indexesOf(email);
        if (indexes.contains(account.emailIndex())) {
            return ask(account, key, email, account.emailIndex(), origin);
        }
        if (!mayBeTaken) {
            return UserRefused.by(UserRejection.EMAIL_TAKEN);
        }
        return addresses
                .mustBeFree(email, account.id())
                .thenCompose(free -> actors.holder(account.emailIndex()))
                .thenCompose(before -> claims.take(account.id(), indexes, true)
                        .thenCompose(claimed -> ask(account, key, email, indexes.get(0), origin))
                        .thenCompose(after -> leave(account, before).thenApply(left -> {
                            indexes.forEach(index -> actors.confirm(index, account.id()));
                            return after;
                        })));
    }

    private CompletableFuture<Account> ask(
            Account account, UserKey key, EmailAddress email, BlindIndex index, Origin origin) {
        ChangeAddress change = new ChangeAddress(
                key.encrypt(PersonalField.EMAIL, email.typed()), index, account.version(), clock.getAsLong());
        return actors.ask(account.id(), change, origin).thenCompose(reply -> reply.existing());
    }

    /** It is on disk. What fails now is made up for by whoever wants the old address. */
    private CompletableFuture<Void> leave(Account before, HeldBy claim) {
        if (!before.id().equals(claim.userId()) || claim.claimedAt() == 0) {
            return CompletableFuture.completedFuture(null);
        }
        return actors.ask(before.emailIndex(), new Release(before.id(), claim.claimedAt()))
                .handle((released, failure) -> {
                    if (failure != null) {
                        log.warn(
                                "The address that {} left is set aside for them yet: {}",
                                before.id(),
                                failure.toString());
                    }
                    return null;
                });
    }
}
