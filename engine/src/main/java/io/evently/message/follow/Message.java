package io.evently.message.follow;

import io.evently.crypto.Ciphertext;
import io.evently.event.NotifyPrefs;
import io.evently.message.Cause;
import java.util.Map;
import java.util.UUID;

/**
 * Something that somebody is to be told, before it is known how they want to be told.
 *
 * @param eventId null: it is about no event
 * @param variables by {@link io.evently.message.Variable#word()}
 * @param allowed what their entry of the waitlist allows; all, if it is not about one
 * @param at the time of what it tells of, microseconds
 * @param factNo of the event's facts, the one it tells of; 0: of none
 * @param formerEmail an address that they had, to which a mail goes whatever they have by then; null: to the one they have
 */
record Message(
        UUID id,
        UUID userId,
        UUID eventId,
        Cause cause,
        Map<String, String> variables,
        NotifyPrefs allowed,
        long at,
        long factNo,
        Ciphertext formerEmail) {}
