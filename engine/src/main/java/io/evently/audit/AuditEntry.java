package io.evently.audit;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;

/**
 * Something that was done and is no fact of the journal: a log-in, a refusal of rights, an admin's look at what is
 * another's. Without personal data: no address, no name, no text that somebody typed.
 *
 * @param at microseconds since 1970
 * @param actor null: nobody that is known
 * @param role {@code public}, {@code user}, {@code admin} or {@code system}
 * @param requestId null: no request; cut to {@value #LONGEST_ID} characters
 * @param action as in {@code session.created}; cut to {@value #LONGEST_ID} characters
 * @param entity to what: {@code session}, {@code user}, …; cut to {@value #LONGEST_ID} characters
 * @param entityId null: it has none
 * @param details harmless ones; those beyond {@value #MOST_DETAILS} are left out, each text is cut to {@value
 *     #LONGEST_DETAIL} characters; null values are left out
 */
public record AuditEntry(
        long at,
        UUID actor,
        String role,
        String requestId,
        String action,
        String entity,
        UUID entityId,
        Map<String, String> details) {

    static final int LONGEST_ID = 64;
    static final int LONGEST_DETAIL = 200;
    static final int MOST_DETAILS = 16;

    public AuditEntry {
        requestId = cut(requestId, LONGEST_ID);
        action = cut(action, LONGEST_ID);
        entity = cut(entity, LONGEST_ID);
        Map<String, String> bounded = new LinkedHashMap<>();
        details.forEach((name, value) -> {
            if (value != null && bounded.size() < MOST_DETAILS) {
                bounded.put(cut(name, LONGEST_ID).replaceAll("[^ -~]", "?"), cut(value, LONGEST_DETAIL));
            }
        });
        details = Map.copyOf(bounded);
    }

    private static String cut(String text, int longest) {
        return text == null || text.length() <= longest ? text : text.substring(0, longest);
    }
}
