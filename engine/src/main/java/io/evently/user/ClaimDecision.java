package io.evently.user;

import java.util.UUID;

/** What came of a command to the claim on an address. */
public sealed interface ClaimDecision {

    /** It is so already. */
    ClaimDecision UNCHANGED = new Accepted(null);

    /** @param fact what happened; null if it was so already */
    record Accepted(ClaimFact fact) implements ClaimDecision {}

    /** The address belongs to somebody, or is set aside for somebody who may still come. */
    record Taken() implements ClaimDecision {}

    /**
     * The address is set aside for somebody who should have come long ago. Whether they did is not known here: ask the
     * user, then claim {@link ClaimCommand.Claim#insteadOf} them.
     */
    record Overdue(UUID userId) implements ClaimDecision {}
}
