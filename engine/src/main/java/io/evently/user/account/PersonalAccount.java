package io.evently.user.account;

import io.evently.crypto.BlindIndex;
import io.evently.database.Shards;

/**
 * A user for themselves, with what finds the rest that is held about them.
 *
 * @param emailIndex of their address
 */
public record PersonalAccount(Person person, BlindIndex emailIndex) {

    /** The database that keeps what is known of log-ins to the address. */
    public int addressShard() {
        return emailIndex.shard(Shards.COUNT);
    }
}
