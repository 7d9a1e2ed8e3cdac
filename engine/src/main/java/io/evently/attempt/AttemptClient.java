package io.evently.attempt;

/**
 * Whose attempt it was, as far as the connection tells.
 *
 * @param address as text, IPv6 in its shortest form; null: unknown
 * @param userAgent as the client says; null: it does not say
 */
public record AttemptClient(String address, String userAgent) {

    /** Nothing is known of it, or no longer. */
    public static final AttemptClient UNKNOWN = new AttemptClient(null, null);

    /** Without what tells of a person. */
    @Override
    public String toString() {
        return "AttemptClient";
    }
}
