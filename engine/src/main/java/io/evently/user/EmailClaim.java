package io.evently.user;

import java.util.UUID;

/**
 * The claim on an e-mail address; {@link ClaimDecider} decides about it.
 *
 * @param holder null while nobody has claimed the address
 * @param confirmed whether the holder is known to be registered
 * @param claimedAt microseconds
 */
public record EmailClaim(UUID holder, boolean confirmed, long claimedAt) {

    /** An address nobody has claimed. */
    public static final EmailClaim FREE = new EmailClaim(null, false, 0);

    /** The claim after a fact; never refuses. */
    public EmailClaim apply(ClaimFact fact) {
        if (fact instanceof ClaimFact.ClaimReleased) {
            return FREE;
        }
        return fact instanceof ClaimFact.AddressClaimed claimed
                ? new EmailClaim(claimed.userId(), false, claimed.at())
                : new EmailClaim(((ClaimFact.ClaimConfirmed) fact).userId(), true, claimedAt);
    }
}
