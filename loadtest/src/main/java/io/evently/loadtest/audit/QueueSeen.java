package io.evently.loadtest.audit;

import io.evently.loadtest.audit.Tables.EntryRow;
import io.evently.loadtest.audit.Tables.PromotionRow;
import io.evently.loadtest.audit.Tables.TakenRow;
import io.evently.loadtest.sale.EventlyApi.Availability;
import java.util.List;
import java.util.UUID;

/**
 * What actor, API and tables show of a queue.
 *
 * @param actor availability, as the actor published it
 * @param line the ids of those who wait, as an admin is shown them
 * @param entries all entries in the tables
 * @param promotions all promotions in the tables
 * @param taken all bookings in the tables
 */
public record QueueSeen(
        Availability actor,
        List<UUID> line,
        List<EntryRow> entries,
        List<PromotionRow> promotions,
        List<TakenRow> taken) {}
