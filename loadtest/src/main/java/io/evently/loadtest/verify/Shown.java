package io.evently.loadtest.verify;

import io.evently.loadtest.client.EventlyApi.Availability;
import io.evently.loadtest.client.EventlyApi.EventSeats;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * What is shown of an event when its sale is over.
 *
 * @param actor availability, as the actor published it
 * @param page the event's own page
 * @param line the ids of those who wait, as an admin is shown them
 * @param attempts rows of attempts by answer, {@link io.evently.loadtest.verify.Tables#CREATED} or the reason of a refusal
 */
record Shown(Availability actor, EventSeats page, List<UUID> line, Map<String, Long> attempts) {}
