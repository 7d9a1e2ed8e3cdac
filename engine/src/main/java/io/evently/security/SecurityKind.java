package io.evently.security;

import static io.evently.security.SecurityOutcome.ADDRESS;
import static io.evently.security.SecurityOutcome.BACK_OFF;
import static io.evently.security.SecurityOutcome.ENDED;
import static io.evently.security.SecurityOutcome.EXPIRED;
import static io.evently.security.SecurityOutcome.FAILED;
import static io.evently.security.SecurityOutcome.FORGED;
import static io.evently.security.SecurityOutcome.LOG_INS;
import static io.evently.security.SecurityOutcome.MALFORMED;
import static io.evently.security.SecurityOutcome.NONE;
import static io.evently.security.SecurityOutcome.OK;
import static io.evently.security.SecurityOutcome.REFUSED;
import static io.evently.security.SecurityOutcome.STARTED;
import static io.evently.security.SecurityOutcome.STOPPED;
import static io.evently.security.SecurityOutcome.USER;
import static io.evently.security.SecurityOutcome.WRONG;
import static io.evently.security.SecurityOutcome.WRONG_ISSUER;

import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What the security log tells of, with the outcomes each may have: the counter has these series and no others. */
public enum SecurityKind {
    LOG_IN(OK, WRONG, BACK_OFF, REFUSED, FAILED),
    LOG_OUT(OK, REFUSED, FAILED),
    REGISTRATION(OK, REFUSED, FAILED),
    PASSWORD_CHANGE(OK, WRONG, BACK_OFF, REFUSED, FAILED),
    /** A link that proves an address was followed, or asked for. */
    ADDRESS_PROOF(OK, WRONG, REFUSED, FAILED),
    /** A link to choose another password was asked for, or followed. */
    PASSWORD_RESET(OK, WRONG, REFUSED, FAILED),
    /** Somebody's role or activity. */
    ACCESS_CHANGE(OK, REFUSED, FAILED),
    FORGETTING(OK, REFUSED, FAILED),
    /** What somebody wants to hear of. */
    PREFERENCES(OK, REFUSED, FAILED),
    /** Everything that is held about somebody. */
    EXPORT(OK, REFUSED, FAILED),
    /** An admin looked at what belongs to others. */
    ADMIN_READ(OK),
    /** A 401 of a route that needs a token. */
    TOKEN(NONE, MALFORMED, FORGED, WRONG_ISSUER, EXPIRED, ENDED),
    /** A 403. */
    RIGHTS(REFUSED),
    /** A 429. */
    RATE_LIMIT(ADDRESS, LOG_INS, USER),
    /** A node has read another master key. */
    MASTER_KEY(OK),
    /** A node, with the settings that matter for security. */
    NODE(STARTED, STOPPED);

    @SuppressWarnings("ImmutableEnumChecker") // It is a copy that nobody can change.
    private final Set<SecurityOutcome> outcomes;

    private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

    SecurityKind(SecurityOutcome... outcomes) {
        this.outcomes = Collections.unmodifiableSet(EnumSet.copyOf(Arrays.asList(outcomes)));
    }

    /** Those it may have. */
    public Set<SecurityOutcome> outcomes() {
        return outcomes;
    }

    /** In lower case, with hyphens. */
    public String label() {
        return label;
    }
}
