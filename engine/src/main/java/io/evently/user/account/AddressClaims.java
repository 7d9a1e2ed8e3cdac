package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.crypto.UserKeys;
import io.evently.user.Account;
import io.evently.user.ClaimCommand.Claim;
import io.evently.user.ClaimCommand.Release;
import io.evently.user.UserCommand.Abandon;
import io.evently.user.UserCommand.Outdate;
import io.evently.user.UserRejection;
import io.evently.user.actor.ClaimReply;
import io.evently.user.actor.ClaimReply.HeldBy;
import io.evently.user.actor.UserActors;
import io.evently.user.actor.UserRefused;
import io.evently.user.actor.UserReply;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.function.LongSupplier;

/**
 * Sets addresses aside for users. A claim that leads nowhere is taken away:
 *
 * <pre>
 * claim the address ─► granted
 *       │
 *       ├ overdue: is its user there?    no  ─► bar that user for ever, claim again instead of them
 *       └ taken, or they are there       at this address      ─► EMAIL_TAKEN
 *                                        at another address   ─► make them one of the next version, release that claim, again
 * </pre>
 *
 * <p>The last is left behind by a change of address that broke off. Whoever is at that change just now asked for the version
 * before, and is refused; whoever begins it anew makes another claim first, which is not the one that is released.
 */
final class AddressClaims {

    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);

    private final UserActors actors;
    private final UserKeys keys;
    private final LongSupplier clock;

    /** @param clock microseconds since 1970 */
    AddressClaims(UserActors actors, UserKeys keys, LongSupplier clock) {
        this.actors = actors;
        this.keys = keys;
        this.clock = clock;
    }

    private record Wanted(UUID userId, List<BlindIndex> indexes, BlindIndex index, boolean anew) {

        boolean isAddressOf(Account account) {
            return indexes.contains(account.emailIndex());
        }
    }

    /**
     * Sets an address aside, under each key there is.
     *
     * @param indexes the newest first
     * @param anew whether a claim that is theirs already becomes another one
     * @return fails with {@code EMAIL_TAKEN}
     */
    CompletableFuture<Void> take(UUID userId, List<BlindIndex> indexes, boolean anew) {
        CompletableFuture<Void> taken = DONE;
        // The oldest first: of two who race on nodes that know one key and two, both ask for that one.
        for (int i = indexes.size() - 1; i >= 0; i--) {
            Wanted wanted = new Wanted(userId, indexes, indexes.get(i), anew);
            taken = taken.thenCompose(done -> take(wanted, null, true));
        }
        return taken;
    }

    /** @param first whether a claim that leads nowhere was not taken away yet */
    private CompletableFuture<Void> take(Wanted wanted, UUID insteadOf, boolean first) {
        Claim claim = new Claim(wanted.userId(), insteadOf, clock.getAsLong(), wanted.anew());
        return actors.ask(wanted.index(), claim).thenCompose(reply -> {
            if (reply instanceof ClaimReply.Granted) {
                return DONE;
            }
            if (reply instanceof ClaimReply.Overdue overdue) {
                return takeFromOverdue(overdue.userId(), wanted, first);
            }
            return first ? takeFromHolder(wanted) : taken();
        });
    }

    private CompletableFuture<Void> takeFromOverdue(UUID absent, Wanted wanted, boolean first) {
        return actors.ask(absent, new Abandon(clock.getAsLong())).thenCompose(reply -> {
            if (reply instanceof UserReply.Is is) {
                if (wanted.isAddressOf(is.account())) {
                    actors.confirm(wanted.index(), absent);
                    return taken();
                }
                return first ? takeFromHolder(wanted) : taken();
            }
            return keys.discard(absent).thenCompose(discarded -> take(wanted, absent, first));
        });
    }

    private CompletableFuture<Void> takeFromHolder(Wanted wanted) {
        return actors.holder(wanted.index())
                .thenCompose(held -> held.userId() == null
                        ? take(wanted, null, false)
                        : actors.look(held.userId())
                                .thenCompose(
                                        reply -> reply instanceof UserReply.Is is && !wanted.isAddressOf(is.account())
                                                ? release(held, is.account(), wanted)
                                                : taken()));
    }

    private CompletableFuture<Void> release(HeldBy held, Account elsewhere, Wanted wanted) {
        if (held.claimedAt() == 0) {
            // A node of the version before does not say which claim it is.
            return taken();
        }
        return actors.ask(elsewhere.id(), new Outdate(elsewhere.version(), clock.getAsLong()))
                .thenCompose(reply -> reply instanceof UserReply.Is is
                                && is.account().version() > elsewhere.version()
                                && !wanted.isAddressOf(is.account())
                        ? actors.ask(wanted.index(), new Release(elsewhere.id(), held.claimedAt()))
                                .thenCompose(released -> take(wanted, null, false))
                        : taken());
    }

    private static CompletableFuture<Void> taken() {
        return UserRefused.by(UserRejection.EMAIL_TAKEN);
    }
}
