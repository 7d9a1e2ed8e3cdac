package io.evently.http.route;

import io.evently.security.SecurityKind;

/**
 * What the security log hears of a route beyond the refusals, which it hears of every route. An admin's route that reads
 * must say what of others it shows, or that it shows nothing of anybody.
 *
 * @param kind null: nothing
 * @param entity what it is about, such as {@code user}
 * @param parameter of the path, with the thing's id; {@link #ME}, or empty: whom the answer's note names
 */
public record Watch(SecurityKind kind, String entity, String parameter) {

    /** Nothing was said of it. */
    static final Watch UNDECLARED = new Watch(null, "undeclared", "");

    /** It reads, and shows nothing that is anybody's. */
    public static final Watch OF_NOBODY = new Watch(null, "nobody", "");

    /** The caller. */
    public static final String ME = "me";

    /** Each call is told. */
    public static Watch of(SecurityKind kind, String parameter) {
        return new Watch(kind, "user", parameter);
    }

    /**
     * It shows admins what belongs to others. Where owners may ask, too, the answer's note says whose it is; nobody is told
     * on for reading what is theirs.
     */
    public static Watch readOf(String entity, String parameter) {
        return new Watch(SecurityKind.ADMIN_READ, entity, parameter);
    }
}
