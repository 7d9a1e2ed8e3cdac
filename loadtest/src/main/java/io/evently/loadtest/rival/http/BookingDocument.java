package io.evently.loadtest.rival.http;

import java.math.BigDecimal;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.UUID;

/** A booking as clients read it: the members of Evently's. */
record BookingDocument(
        UUID id,
        String reference,
        UUID eventId,
        UUID userId,
        int quantity,
        String unitPrice,
        String totalAmount,
        String status,
        String createdAt) {

    static BookingDocument of(BookingCall call, BookingResult result) {
        String id = result.booking().toString();
        return new BookingDocument(
                result.booking(),
                // As the SQL function stores it.
                "EVT"
                        + DateTimeFormatter.BASIC_ISO_DATE.format(
                                result.createdAt().toLocalDate())
                        + id.substring(id.length() - 12).toUpperCase(Locale.ROOT),
                call.event(),
                call.user(),
                call.quantity(),
                result.unitPrice().toPlainString(),
                result.unitPrice().multiply(BigDecimal.valueOf(call.quantity())).toPlainString(),
                "confirmed",
                result.createdAt().toInstant().toString());
    }
}
