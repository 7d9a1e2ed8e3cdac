package io.evently.loadtest.faults;

import io.evently.loadtest.history.Operation;
import io.evently.loadtest.sale.Refusal;
import java.time.Duration;

/**
 * What came of a request.
 *
 * @param operation as recorded
 * @param retryAfter how long the server asked to wait, or null
 */
record Heard(Operation operation, Duration retryAfter) {

    boolean ok() {
        return operation.verdict() == Operation.Verdict.OK;
    }

    boolean unknown() {
        return operation.verdict() == Operation.Verdict.UNKNOWN;
    }

    boolean busy() {
        return Refusal.BUSY.equals(operation.code());
    }
}
