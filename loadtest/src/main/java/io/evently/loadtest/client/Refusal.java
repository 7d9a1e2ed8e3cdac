package io.evently.loadtest.client;

import com.fasterxml.jackson.databind.JsonNode;

/** The refusals a sale knows, by the {@code code} of {@code api.md}. */
public final class Refusal {

    /** No seats left. */
    public static final String SOLD_OUT = "SOLD_OUT";

    /** Seats left, but fewer than asked for. */
    public static final String NOT_ENOUGH_SEATS = "NOT_ENOUGH_SEATS";

    /** Too much at once; nothing happened. Counts only with a {@code Retry-After}. */
    public static final String BUSY = "BUSY";

    /** It may have happened; a repeat with the same key tells. */
    public static final String OUTCOME_UNKNOWN = "OUTCOME_UNKNOWN";

    /** Seats are free, but people wait for them. */
    public static final String SEATS_PROMISED_TO_WAITLIST = "SEATS_PROMISED_TO_WAITLIST";

    /** Who waits already need not join. */
    public static final String ALREADY_WAITING = "ALREADY_WAITING";

    /** Claimed or declined too late. */
    public static final String PROMOTION_EXPIRED = "PROMOTION_EXPIRED";

    /** Not there, or not theirs. */
    public static final String NOT_FOUND = "NOT_FOUND";

    private Refusal() {}

    /**
     * The code of a refusal, or what is wrong with the answer instead: no problem document, a status that does not go
     * with the code, no {@code Retry-After} where one belongs. Such an answer is in no list of allowed codes.
     */
    public static String codeOf(Outcome.Answer answer) {
        JsonNode code;
        try {
            code = Json.read(answer.body()).path("code");
        } catch (IllegalStateException e) {
            return "status " + answer.status() + " without a problem document";
        }
        if (!code.isTextual()) {
            return "status " + answer.status() + " without a code";
        }
        return checked(answer, code.textValue());
    }

    /** The same, read at a fraction of the cost. */
    public static String quickCodeOf(Outcome.Answer answer) {
        try {
            return checked(answer, FlatJson.text(answer.body(), "code"));
        } catch (IllegalStateException e) {
            return "status " + answer.status() + " without a code";
        }
    }

    private static String checked(Outcome.Answer answer, String code) {
        boolean later = code.equals(BUSY) || code.equals(OUTCOME_UNKNOWN);
        if (later && answer.retryAfter() == null) {
            return code + " without Retry-After";
        }
        return answer.status() == statusOf(code, answer.status()) ? code : code + " with status " + answer.status();
    }

    /** Of a code that no sale expects, whatever it came with. */
    private static int statusOf(String code, int otherwise) {
        return switch (code) {
            case BUSY, OUTCOME_UNKNOWN -> 503;
            case NOT_FOUND -> 404;
            case SOLD_OUT, NOT_ENOUGH_SEATS, SEATS_PROMISED_TO_WAITLIST, ALREADY_WAITING, PROMOTION_EXPIRED -> 409;
            default -> otherwise;
        };
    }
}
