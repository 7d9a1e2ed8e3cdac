package io.evently.loadtest.client;

import java.time.Duration;

/** What became of one request: an answer, or nobody knows. */
public sealed interface Outcome {

    /**
     * The server answered.
     *
     * @param status HTTP status
     * @param retryAfter what the {@code Retry-After} header says, or null without one
     * @param replayed whether {@code Idempotent-Replayed: true} was sent
     * @param body the bytes of the body, empty without one; the receiver may keep the array
     * @param latencyNanos from the moment the request was ready to be sent (a connect included) to the last byte read
     */
    @SuppressWarnings(
            "ArrayRecordComponent") // identity is never asked for; a copy per answer would cost the server's cores
    record Answer(int status, Duration retryAfter, boolean replayed, byte[] body, long latencyNanos)
            implements Outcome {}

    /**
     * The connection was lost, refused, or silent for longer than the client's patience: the server may or may not
     * have acted on the request.
     *
     * @param why for people
     */
    record Lost(String why) implements Outcome {}
}
