package io.evently.security;

import io.evently.audit.AuditEntry;
import io.evently.security.SecurityEvent.Asked;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Which security events are kept in the audit, too, and as what: who came in, who was refused, and what admins read of
 * others. What succeeds and changes something is there already, by its fact. Refusals that a stranger can bring about
 * without a password are not: they would fill it.
 */
public final class AccountableEvents {

    private AccountableEvents() {}

    /** As the audit keeps it; empty if it does not. */
    public static Optional<AuditEntry> entry(SecurityEvent event) {
        return action(event)
                .map(action -> new AuditEntry(
                        event.at(),
                        event.who().id(),
                        event.who().role(),
                        event.asked().requestId(),
                        action,
                        entity(event),
                        event.object().id(),
                        details(event)));
    }

    private static Optional<String> action(SecurityEvent event) {
        boolean isOk = event.outcome() == SecurityOutcome.OK;
        boolean isRefused = !isOk && event.outcome() != SecurityOutcome.FAILED;
        return Optional.ofNullable(
                switch (event.kind()) {
                    case LOG_IN -> isOk ? "session.created" : isRefused ? "session.refused" : null;
                    case LOG_OUT -> isOk ? "session.ended" : null;
                    case PASSWORD_CHANGE -> isRefused ? "password.refused" : null;
                    case ACCESS_CHANGE -> isRefused ? "user.change-refused" : null;
                    case FORGETTING -> isRefused ? "user.forgetting-refused" : null;
                    case EXPORT -> isOk ? "user.exported" : null;
                    case PREFERENCES -> isOk ? "user.preferences_changed" : null;
                    case RIGHTS -> "access.refused";
                    case ADMIN_READ -> event.object().entity() + ".read";
                    // Whoever makes links up is a stranger.
                    case ADDRESS_PROOF, PASSWORD_RESET -> null;
                    case MASTER_KEY -> "master-key.read";
                    case REGISTRATION, TOKEN, RATE_LIMIT, NODE -> null;
                });
    }

    private static String entity(SecurityEvent event) {
        return switch (event.kind()) {
            case LOG_IN, LOG_OUT -> "session";
            default ->
                event.object().entity() == null ? "route" : event.object().entity();
        };
    }

    private static Map<String, String> details(SecurityEvent event) {
        Map<String, String> details = new TreeMap<>(event.details());
        Asked asked = event.asked();
        if (asked.route() != null) {
            details.put("route", asked.route());
        }
        if (asked.code() != null) {
            details.put("code", asked.code());
        }
        return details;
    }
}
