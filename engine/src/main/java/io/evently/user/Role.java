package io.evently.user;

import java.util.Locale;

/**
 * What a user may do; the name in tokens, tables and JSON is the lower-case one. Records hold the place in this list: new
 * ones come last.
 */
public enum Role {
    USER,
    ADMIN;

    /** {@code user} or {@code admin}. */
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** @throws IllegalArgumentException if no role has this label */
    public static Role ofLabel(String label) {
        for (Role role : values()) {
            if (role.label().equals(label)) {
                return role;
            }
        }
        throw new IllegalArgumentException("no role is called " + label);
    }
}
