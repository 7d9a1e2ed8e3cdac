package io.evently.loadtest.verify;

import io.evently.loadtest.client.EventlyApi.Availability;
import java.util.Map;
import java.util.UUID;

/**
 * What actors and tables show of the events of a {@link Ledger}.
 *
 * @param stored the confirmed bookings in the tables
 * @param available seats for sale by event, in the tables
 * @param actors availability of some events, as their actors published it
 * @param attempts rows of attempts by answer
 */
public record LedgerEvidence(
        Digests stored, Map<UUID, Long> available, Map<UUID, Availability> actors, Map<String, Long> attempts) {}
