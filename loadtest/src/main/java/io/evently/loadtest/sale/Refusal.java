package io.evently.loadtest.sale;

import com.fasterxml.jackson.databind.JsonNode;
import io.evently.loadtest.client.Outcome;

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

    private Refusal() {}

    /**
     * The code of a refusal, or what is wrong with the answer instead: no problem document, a status that does not go
     * with the code, no {@code Retry-After} where one belongs. Such an answer is in no list of allowed codes.
     */
    static String codeOf(Outcome.Answer answer) {
        JsonNode code;
        try {
            code = Json.read(answer.body()).path("code");
        } catch (IllegalStateException e) {
            return "status " + answer.status() + " without a problem document";
        }
        if (!code.isTextual()) {
            return "status " + answer.status() + " without a code";
        }
        String text = code.textValue();
        boolean later = text.equals(BUSY) || text.equals(OUTCOME_UNKNOWN);
        if (later && answer.retryAfter() == null) {
            return text + " without Retry-After";
        }
        int expected = later ? 503 : 409;
        return answer.status() == expected ? text : text + " with status " + answer.status();
    }
}
