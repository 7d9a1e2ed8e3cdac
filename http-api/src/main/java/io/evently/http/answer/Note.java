package io.evently.http.answer;

import io.evently.security.SecurityOutcome;
import java.util.Map;
import java.util.UUID;

/**
 * What the security log is told of an answer, and the caller is not.
 *
 * @param outcome why a request was refused, where the status does not tell; null: it does
 * @param subject the user whom or whose data it is about; null: not known, or nobody
 * @param thing what it is about, where neither path nor subject says it; null: they do
 * @param details few words of ours: no name, no address
 */
public record Note(SecurityOutcome outcome, UUID subject, UUID thing, Map<String, String> details) {

    public static final Note NONE = new Note(null, null, null, Map.of());

    public static Note of(SecurityOutcome outcome) {
        return new Note(outcome, null, null, Map.of());
    }

    public static Note about(UUID subject) {
        return new Note(null, subject, null, Map.of());
    }

    /** Something of somebody's. */
    public static Note about(UUID subject, UUID thing) {
        return new Note(null, subject, thing, Map.of());
    }

    public Note with(Map<String, String> words) {
        return new Note(outcome, subject, thing, words);
    }

    /** @param user may be null */
    public Note withSubject(UUID user) {
        return new Note(outcome, user, thing, details);
    }
}
