package io.evently.attempt;

import java.net.InetAddress;
import java.util.UUID;

/**
 * A booking request that got past authentication, syntax and existence, and what came of it.
 *
 * @param quantity seats asked for
 * @param failureReason the code of the refusal, as the client saw it; null: a booking
 * @param bookingId null if it was refused
 * @param at microseconds since 1970
 * @param address the client's; null: unknown
 * @param userAgent as the client says; cut to {@value #LONGEST_USER_AGENT} characters; null: it does not say
 */
public record Attempt(
        UUID eventId,
        UUID userId,
        int quantity,
        String failureReason,
        UUID bookingId,
        long at,
        InetAddress address,
        String userAgent) {

    /** Longer than what any browser sends; a stranger decides what is in it. */
    public static final int LONGEST_USER_AGENT = 256;

    public Attempt {
        if (userAgent != null && userAgent.length() > LONGEST_USER_AGENT) {
            userAgent = userAgent.substring(0, LONGEST_USER_AGENT);
        }
    }
}
