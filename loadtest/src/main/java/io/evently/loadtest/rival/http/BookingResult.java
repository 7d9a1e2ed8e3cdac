package io.evently.loadtest.rival.http;

import java.math.BigDecimal;
import java.time.OffsetDateTime;
import java.util.UUID;

/**
 * What the SQL function answered.
 *
 * @param answer BOOKED, REPLAYED, or the code of a refusal, with which the rest means nothing
 */
record BookingResult(String answer, UUID booking, BigDecimal unitPrice, OffsetDateTime createdAt) {

    boolean isBooked() {
        return answer.equals("BOOKED") || isReplayed();
    }

    boolean isReplayed() {
        return answer.equals("REPLAYED");
    }
}
