package io.evently.loadtest.client;

import java.time.Duration;

/** What a caller wants to do next. */
public sealed interface Step {

    /**
     * Send this and wait for its outcome.
     *
     * @param request a whole HTTP/1.1 request; not copied, so it must not change until its outcome is known
     */
    @SuppressWarnings("ArrayRecordComponent") // prepared once, sent as it stands
    record Send(byte[] request) implements Step {}

    /** Do nothing for that long, then be asked again. */
    record Pause(Duration time) implements Step {}

    /** Nothing more to send, ever. */
    record Done() implements Step {}
}
