package io.evently.user;

import io.evently.user.ClaimCommand.Claim;
import io.evently.user.ClaimCommand.Confirm;
import io.evently.user.ClaimDecision.Already;
import io.evently.user.ClaimDecision.Happens;
import io.evently.user.ClaimDecision.Overdue;
import io.evently.user.ClaimDecision.Taken;
import io.evently.user.ClaimFact.AddressClaimed;
import io.evently.user.ClaimFact.ClaimConfirmed;
import java.util.UUID;

/**
 * Whose an e-mail address is. Pure: {@link #decide} changes nothing, {@link #apply} never refuses.
 *
 * <p>That one address is one user does not hang on clocks: an overdue claim gives way only to somebody who names the
 * user it was for, after that user was barred from ever being registered ({@link UserCommand.Abandon}). The clocks only
 * say when it is worth asking.
 *
 * @param holder null while nobody has claimed the address
 * @param confirmed whether the holder is known to be registered
 * @param claimedAt microseconds
 */
public record EmailClaim(UUID holder, boolean confirmed, long claimedAt) {

    /** How long an address waits for a user who claimed it and did not come: a minute, in microseconds. */
    public static final long PATIENCE = 60_000_000L;

    /** An address nobody has claimed. */
    public static final EmailClaim FREE = new EmailClaim(null, false, 0);

    public ClaimDecision decide(ClaimCommand command) {
        return command instanceof Claim claim ? claim(claim) : confirm((Confirm) command);
    }

    public EmailClaim apply(ClaimFact fact) {
        return fact instanceof AddressClaimed claimed
                ? new EmailClaim(claimed.userId(), false, claimed.at())
                : new EmailClaim(((ClaimConfirmed) fact).userId(), true, claimedAt);
    }

    private ClaimDecision claim(Claim claim) {
        if (holder == null) {
            return new Happens(new AddressClaimed(claim.userId(), claim.at()));
        }
        if (holder.equals(claim.userId())) {
            return new Already();
        }
        if (confirmed) {
            return new Taken();
        }
        if (holder.equals(claim.insteadOf())) {
            return new Happens(new AddressClaimed(claim.userId(), claim.at()));
        }
        return claim.at() - claimedAt >= PATIENCE ? new Overdue(holder) : new Taken();
    }

    private ClaimDecision confirm(Confirm confirm) {
        if (!confirm.userId().equals(holder)) {
            return new Taken();
        }
        return confirmed ? new Already() : new Happens(new ClaimConfirmed(confirm.userId()));
    }
}
