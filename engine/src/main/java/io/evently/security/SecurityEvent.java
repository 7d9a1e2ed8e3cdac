package io.evently.security;

import java.net.InetAddress;
import java.util.Map;
import java.util.UUID;

/**
 * Something that matters for security. Ids and words of ours only: no e-mail address, no name, no agent, no token, and
 * the client's address never leaves memory but as a pseudonym.
 *
 * @param at microseconds since 1970
 * @param who did it, or tried to
 * @param asked by which request; {@link Asked#NOTHING} outside of requests
 * @param object whose or what it is about
 * @param details few words of ours, such as the role that was given
 */
public record SecurityEvent(
        long at,
        SecurityKind kind,
        SecurityOutcome outcome,
        Who who,
        Asked asked,
        Thing object,
        Map<String, String> details) {

    /** @throws IllegalArgumentException if this kind has no such outcome */
    public SecurityEvent {
        if (!kind.outcomes().contains(outcome)) {
            throw new IllegalArgumentException(kind + " does not end with " + outcome);
        }
        details = Map.copyOf(details);
    }

    /**
     * Whoever acts.
     *
     * @param id null: not known
     * @param role {@code public}, {@code user}, {@code admin} or {@code system}
     */
    public record Who(UUID id, String role) {
        public static final Who STRANGER = new Who(null, "public");
        public static final Who SYSTEM = new Who(null, "system");
    }

    /**
     * A request.
     *
     * @param route method and template, such as {@code GET /v1/users/me}
     * @param code of the refusal; null: none
     * @param client where it came from
     */
    public record Asked(String requestId, String route, String code, InetAddress client) {
        public static final Asked NOTHING = new Asked(null, null, null, null);
    }

    /**
     * What it is about.
     *
     * @param entity such as {@code user}; null: nothing in particular
     * @param id null: none, or several
     */
    public record Thing(String entity, UUID id) {
        public static final Thing NONE = new Thing(null, null);
    }
}
