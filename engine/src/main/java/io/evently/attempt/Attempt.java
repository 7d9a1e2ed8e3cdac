package io.evently.attempt;

import io.evently.event.EventCommand;
import io.evently.event.Rejection;
import io.evently.event.actor.EventReply;
import java.net.InetAddress;
import java.util.Optional;
import java.util.UUID;

/**
 * A booking request that got past authentication, syntax and existence, accepted or refused ({@code design.md}).
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

    /**
     * What was asked, and what came of it.
     *
     * @return empty if it counts as none: there is no such event
     */
    public static Optional<Attempt> of(
            UUID eventId, EventCommand.Book book, EventReply reply, long at, InetAddress address, String userAgent) {
        if (reply instanceof EventReply.Refused refused && refused.rejection() == Rejection.EVENT_NOT_FOUND) {
            return Optional.empty();
        }
        UUID bookingId =
                reply instanceof EventReply.BookingState made ? made.booking().id() : null;
        return Optional.of(new Attempt(
                eventId, book.userId(), book.quantity(), reasonOf(reply), bookingId, at, address, userAgent));
    }

    private static String reasonOf(EventReply reply) {
        if (reply instanceof EventReply.Refused refused) {
            return refused.rejection().code();
        }
        if (reply instanceof EventReply.BookingState) {
            return null;
        }
        return reply instanceof EventReply.Busy ? "BUSY" : "OUTCOME_UNKNOWN";
    }

    public Attempt {
        if (userAgent != null && userAgent.length() > LONGEST_USER_AGENT) {
            userAgent = userAgent.substring(0, LONGEST_USER_AGENT);
        }
    }

    /** Without what tells of a person. */
    @Override
    public String toString() {
        return "Attempt(" + eventId + ", " + userId + ")";
    }
}
