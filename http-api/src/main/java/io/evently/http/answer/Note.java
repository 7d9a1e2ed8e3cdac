package io.evently.http.answer;

import io.evently.security.SecurityOutcome;
import java.util.Map;
import java.util.UUID;

/**
 * What the security log is told of an answer, and the caller is not.
 *
 * @param outcome why a request was refused, where the status does not tell; null: it does
 * @param subject the user whom or whose data it is about; null: not known, or nobody
 * @param details few words of ours: no name, no address
 */
public record Note(SecurityOutcome outcome, UUID subject, Map<String, String> details) {

    public static final Note NONE = new Note(null, null, Map.of());

    public static Note of(SecurityOutcome outcome) {
        return new Note(outcome, null, Map.of());
    }

    public static Note about(UUID subject) {
        return new Note(null, subject, Map.of());
    }

    public Note with(Map<String, String> words) {
        return new Note(outcome, subject, words);
    }

    /** @param user may be null */
    public Note withSubject(UUID user) {
        return new Note(outcome, user, details);
    }
}
