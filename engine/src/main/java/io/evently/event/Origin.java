package io.evently.event;

import java.util.Locale;

/**
 * Whose wish a command was: the request it came with, and as what its sender came. Kept beside the facts for the audit; no
 * rule knows it.
 *
 * @param requestId null: no request; at most {@value #LONGEST} characters, what is longer is cut
 * @param role null: unknown
 */
public record Origin(String requestId, Role role) {

    /** Of a request's id, as requests may bring one. */
    public static final int LONGEST = 64;

    /** Evently's own: what is due, and what its workers do. */
    public static final Origin SYSTEM = new Origin(null, Role.SYSTEM);

    /** A node of a version before sent it. */
    public static final Origin UNKNOWN = new Origin(null, null);

    /** Records hold the place in this list: new ones come last. */
    public enum Role implements Labelled {
        PUBLIC,
        USER,
        ADMIN,
        SYSTEM;

        private final String label = name().toLowerCase(Locale.ROOT);

        @Override
        public String label() {
            return label;
        }
    }

    public Origin {
        if (requestId != null && requestId.length() > LONGEST) {
            requestId = requestId.substring(0, LONGEST);
        }
    }
}
