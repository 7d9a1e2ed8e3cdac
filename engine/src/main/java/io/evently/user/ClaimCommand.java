package io.evently.user;

import io.evently.record.Kind;
import java.util.UUID;

/** What the claim on an e-mail address can be asked. */
public sealed interface ClaimCommand {

    /**
     * Sets the address aside for {@code userId}.
     *
     * @param insteadOf the user who is known never to come, or null: only their unconfirmed claim gives way
     * @param at the asking node's clock, microseconds
     * @param anew whether a claim that is theirs already becomes another one: whoever wanted to release that comes too late
     */
    @Kind(1)
    record Claim(UUID userId, UUID insteadOf, long at, boolean anew) implements ClaimCommand {

        public Claim(UUID userId, UUID insteadOf, long at) {
            this(userId, insteadOf, at, false);
        }
    }

    /** The user is registered. */
    @Kind(2)
    record Confirm(UUID userId) implements ClaimCommand {}

    /**
     * The user is forgotten, on disk, or has another address: if this one is theirs it is free. Whoever has it else keeps it.
     *
     * @param claimedAt only this claim of theirs; 0: any
     */
    @Kind(3)
    record Release(UUID userId, long claimedAt) implements ClaimCommand {

        public Release(UUID userId) {
            this(userId, 0);
        }
    }
}
