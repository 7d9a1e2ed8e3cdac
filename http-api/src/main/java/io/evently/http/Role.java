package io.evently.http;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What a token says its bearer is. */
public enum Role {
    USER,
    ADMIN;

    private final String claim = name().toLowerCase(Locale.ROOT);

    /** The value of the claim {@code role}. */
    public String claim() {
        return claim;
    }

    /** The role of that name, in exactly this spelling. */
    public static Optional<Role> of(String claim) {
        return Arrays.stream(values()).filter(role -> role.claim.equals(claim)).findFirst();
    }
}
