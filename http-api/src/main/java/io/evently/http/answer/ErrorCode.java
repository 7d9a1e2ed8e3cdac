package io.evently.http.answer;

import java.util.Locale;

/**
 * Every {@code code} a problem may carry, with its HTTP status and title: the one place that maps them.
 *
 * <p>Clients switch on the name, so a name is never changed or reused.
 */
public enum ErrorCode {
    MALFORMED_REQUEST(400, "The request cannot be read"),
    UNAUTHENTICATED(401, "Authentication is required"),
    FORBIDDEN(403, "Not allowed"),
    NOT_FOUND(404, "Not found"),
    METHOD_NOT_ALLOWED(405, "Method not allowed"),
    NOT_ACCEPTABLE(406, "No acceptable representation"),
    SOLD_OUT(409, "Sold out"),
    NOT_ENOUGH_SEATS(409, "Not enough seats"),
    SEATS_PROMISED_TO_WAITLIST(409, "The free seats belong to the waitlist"),
    PRICE_CHANGED(409, "The price has changed"),
    EVENT_NOT_ON_SALE(409, "The event is not on sale"),
    BOOKING_NOT_ACTIVE(409, "The booking is not active"),
    HOLD_EXPIRED(409, "The hold has expired"),
    PROMOTION_EXPIRED(409, "The promotion has expired"),
    ALREADY_WAITING(409, "Already waiting"),
    SEATS_AVAILABLE(409, "Seats are available"),
    EVENT_HAS_BOOKINGS(409, "The event has bookings"),
    CAPACITY_BELOW_SOLD(409, "The capacity is below what is taken"),
    EMAIL_TAKEN(409, "The e-mail address is taken"),
    BOOKING_LIMIT_REACHED(409, "The booking limit is reached"),
    LAST_ADMIN(409, "The last administrator"),
    WEBHOOK_LIMIT_REACHED(409, "There are too many webhooks"),
    WEBHOOK_NOT_ACTIVE(409, "The webhook is switched off"),
    VERSION_MISMATCH(412, "The version does not match"),
    PAYLOAD_TOO_LARGE(413, "The body is too large"),
    UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
    INVALID_REQUEST(422, "The request is not valid"),
    IDEMPOTENCY_KEY_REUSED(422, "The idempotency key was used for another request"),
    RATE_LIMITED(429, "Too many requests"),
    INTERNAL_ERROR(500, "Internal error"),
    BUSY(503, "Busy"),
    OUTCOME_UNKNOWN(503, "The outcome is unknown");

    private final int status;
    private final String title;
    private final String type;

    ErrorCode(int status, String title) {
        this.status = status;
        this.title = title;
        this.type = "urn:evently:problem:" + name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** The HTTP status of every answer with this code. */
    public int status() {
        return status;
    }

    /** A short English summary, the same for every occurrence (RFC 9457, section 3.1.3). */
    public String title() {
        return title;
    }

    /** The problem type, a URI that identifies the kind of problem (RFC 9457, section 3.1.1). */
    public String type() {
        return type;
    }

    /** Whether the answer carries {@code Retry-After}: the same request may well succeed a moment later. */
    public boolean isWorthRetrying() {
        return this == RATE_LIMITED || this == BUSY || this == OUTCOME_UNKNOWN;
    }
}
