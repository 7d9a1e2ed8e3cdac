package io.evently.security;

import java.util.Locale;

/** What became of it. A label of the counter: never a text that comes from outside. */
public enum SecurityOutcome {
    OK,
    /** A password that is another one, or a link that is none. */
    WRONG,
    /** After so many failures the account has to wait. */
    BACK_OFF,
    /** Not allowed, or not possible. */
    REFUSED,
    /** It broke, or nobody knows whether it happened. */
    FAILED,

    /** A protected route was asked without a token. */
    NONE,
    /** What was shown has not the form of a token, or says what no token of ours says. */
    MALFORMED,
    /** Its signature is none of ours. */
    FORGED,
    /** Its signature is ours, its issuer or audience is not. */
    WRONG_ISSUER,
    EXPIRED,
    /** Its session has ended: logged out, deactivated, demoted, forgotten, or another password. */
    ENDED,

    /** By the limit of an address. */
    ADDRESS,
    /** By the limit of log-ins from an address. */
    LOG_INS,
    /** By the limit of a user. */
    USER,

    STARTED,
    STOPPED;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    /** In lower case, with hyphens. */
    public String label() {
        return label;
    }
}
