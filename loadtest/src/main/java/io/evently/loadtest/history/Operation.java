package io.evently.loadtest.history;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.UUID;

/**
 * One HTTP request and what was heard of it. A repeat under the same key is an operation of its own.
 *
 * @param number unique, in order of invocation
 * @param eventId the event it is about
 * @param userId who asked; null if nobody said who they are
 * @param subject booking, entry or promotion it is about; null for BOOK, JOIN and what is not about one
 * @param key its idempotency key, or null
 * @param quantity seats asked for, of BOOK and JOIN; else 0
 * @param hold whether BOOK asked for a hold; else false
 * @param node index of the node that was asked
 * @param invokedNanos {@link System#nanoTime()} of the one harness JVM, before the request left
 * @param endedNanos the same clock, after the answer was heard or given up
 * @param verdict what the client knows
 * @param status of the answer; 0 when none was heard
 * @param code of the refusal; null when no answer was heard, or it was no refusal
 * @param body of a 2xx with a body, else null
 * @param replayed whether the answer says that it is a repeat of an earlier one
 */
public record Operation(
        long number,
        Kind kind,
        UUID eventId,
        UUID userId,
        UUID subject,
        String key,
        int quantity,
        boolean hold,
        int node,
        long invokedNanos,
        long endedNanos,
        Verdict verdict,
        int status,
        String code,
        JsonNode body,
        boolean replayed) {

    /** What was asked. */
    public enum Kind {
        BOOK,
        CONFIRM,
        CANCEL,
        JOIN,
        LEAVE,
        CLAIM,
        DECLINE,
        AVAILABILITY,
        READ_BOOKING,
        READ_STRANGERS_BOOKING,
        /** Their own entry in the event's queue. */
        READ_PLACE,
        /** What is promised to them. */
        READ_PROMOTIONS
    }

    /** What the client knows afterwards. */
    public enum Verdict {
        /** It happened. */
        OK,
        /** It did not happen. */
        REFUSED,
        /** No answer, or OUTCOME_UNKNOWN, or any other 5xx that is not BUSY. */
        UNKNOWN
    }

    /** Whether it happened. */
    public boolean ok() {
        return verdict == Verdict.OK;
    }

    /** Whether nobody knows if it happened. */
    public boolean unknown() {
        return verdict == Verdict.UNKNOWN;
    }

    /** The same, answered with something else. */
    public Operation withBody(JsonNode other) {
        return answered(verdict, status, code, other, replayed);
    }

    /** The same with another answer. */
    public Operation answered(
            Verdict otherVerdict, int otherStatus, String otherCode, JsonNode otherBody, boolean isReplayed) {
        return with(invokedNanos, endedNanos, otherVerdict, otherStatus, otherCode, otherBody, isReplayed);
    }

    /** The same at another time. */
    public Operation at(long otherInvokedNanos, long otherEndedNanos) {
        return with(otherInvokedNanos, otherEndedNanos, verdict, status, code, body, replayed);
    }

    private Operation with(
            long invoked, long ended, Verdict known, int answer, String refusal, JsonNode shown, boolean isReplayed) {
        return new Operation(
                number,
                kind,
                eventId,
                userId,
                subject,
                key,
                quantity,
                hold,
                node,
                invoked,
                ended,
                known,
                answer,
                refusal,
                shown,
                isReplayed);
    }
}
