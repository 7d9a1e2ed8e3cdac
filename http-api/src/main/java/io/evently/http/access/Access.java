package io.evently.http.access;

/** Who may call a route. */
public enum Access {
    /** Anybody, with or without a token; a token that does not hold counts as none. */
    PUBLIC,
    /** Whoever shows a valid token, administrators included. */
    USER,
    /** Whoever shows a valid token with the role {@code admin}. */
    ADMIN;

    public boolean needsToken() {
        return this != PUBLIC;
    }
}
