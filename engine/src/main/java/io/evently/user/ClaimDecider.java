package io.evently.user;

import io.evently.user.ClaimCommand.Claim;
import io.evently.user.ClaimCommand.Confirm;
import io.evently.user.ClaimCommand.Release;
import io.evently.user.ClaimDecision.Accepted;
import io.evently.user.ClaimDecision.Overdue;
import io.evently.user.ClaimDecision.Taken;
import io.evently.user.ClaimFact.AddressClaimed;
import io.evently.user.ClaimFact.ClaimConfirmed;
import io.evently.user.ClaimFact.ClaimReleased;

/**
 * Whose an e-mail address is: a command and a claim give a fact or a refusal, always the same ones.
 *
 * <p>That one address is one user does not hang on clocks: an overdue claim gives way only to somebody who names the
 * user it was for, after that user was barred from ever being registered ({@link UserCommand.Abandon}). The clocks only
 * say when it is worth asking.
 */
public final class ClaimDecider {

    /** How long an address waits for a user who claimed it and did not come: a minute, in microseconds. */
    public static final long PATIENCE = 60_000_000L;

    private ClaimDecider() {}

    /** Decides one command; changes nothing. */
    public static ClaimDecision decide(EmailClaim address, ClaimCommand command) {
        if (command instanceof Claim claim) {
            return claim(address, claim);
        }
        if (command instanceof Confirm confirm) {
            return confirm(address, confirm);
        }
        if (command instanceof Release release) {
            boolean isMeant = release.userId().equals(address.holder())
                    && (release.claimedAt() == 0 || release.claimedAt() == address.claimedAt());
            return isMeant ? new Accepted(new ClaimReleased(release.userId())) : ClaimDecision.UNCHANGED;
        }
        throw new IllegalArgumentException("no rule decides " + command);
    }

    private static ClaimDecision claim(EmailClaim address, Claim claim) {
        if (address.holder() == null) {
            return new Accepted(new AddressClaimed(claim.userId(), claim.at()));
        }
        if (address.holder().equals(claim.userId())) {
            // Each claim has a time of its own, whatever the clocks say.
            return claim.anew()
                    ? new Accepted(new AddressClaimed(claim.userId(), Math.max(claim.at(), address.claimedAt() + 1)))
                    : ClaimDecision.UNCHANGED;
        }
        if (address.confirmed()) {
            return new Taken();
        }
        if (address.holder().equals(claim.insteadOf())) {
            return new Accepted(new AddressClaimed(claim.userId(), claim.at()));
        }
        return claim.at() - address.claimedAt() >= PATIENCE ? new Overdue(address.holder()) : new Taken();
    }

    private static ClaimDecision confirm(EmailClaim address, Confirm confirm) {
        if (!confirm.userId().equals(address.holder())) {
            return new Taken();
        }
        return address.confirmed() ? ClaimDecision.UNCHANGED : new Accepted(new ClaimConfirmed(confirm.userId()));
    }
}
