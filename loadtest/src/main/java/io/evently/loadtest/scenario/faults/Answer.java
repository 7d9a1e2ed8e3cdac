package io.evently.loadtest.scenario.faults;

import io.evently.loadtest.client.Refusal;
import io.evently.loadtest.history.Operation;
import java.time.Duration;

/**
 * What came of a request.
 *
 * @param operation as recorded
 * @param retryAfter how long the server asked to wait, or null
 */
record Answer(Operation operation, Duration retryAfter) {

    boolean ok() {
        return operation.ok();
    }

    boolean unknown() {
        return operation.unknown();
    }

    boolean busy() {
        return Refusal.BUSY.equals(operation.code());
    }
}
