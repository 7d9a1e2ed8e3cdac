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
     */
    @Kind(1)
    record Claim(UUID userId, UUID insteadOf, long at) implements ClaimCommand {}

    /** The user is registered. */
    @Kind(2)
    record Confirm(UUID userId) implements ClaimCommand {}

    /** The user is forgotten, on disk: if the address is theirs it is free. Whoever has it else keeps it. */
    @Kind(3)
    record Release(UUID userId) implements ClaimCommand {}
}
