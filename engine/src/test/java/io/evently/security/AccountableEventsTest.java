package io.evently.security;

import static org.assertj.core.api.Assertions.assertThat;

import io.evently.audit.AuditEntry;
import io.evently.security.SecurityEvent.Asked;
import io.evently.security.SecurityEvent.Thing;
import io.evently.security.SecurityEvent.Who;
import java.net.InetAddress;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Ring 1: what of security is kept in the audit. */
class AccountableEventsTest {

    private static final UUID ADMIN = UUID.fromString("0193b6a0-0000-7000-8000-000000000002");
    private static final UUID BOOKING = UUID.fromString("0193b6a0-0000-7000-8000-00000000000b");

    @ParameterizedTest
    @CsvSource({
        "LOG_IN, OK, session.created",
        "LOG_IN, WRONG, session.refused",
        "LOG_IN, BACK_OFF, session.refused",
        "LOG_OUT, OK, session.ended",
        "PASSWORD_CHANGE, WRONG, password.refused",
        "ACCESS_CHANGE, REFUSED, user.change-refused",
        "FORGETTING, REFUSED, user.forgetting-refused",
        "EXPORT, OK, user.exported",
        "PREFERENCES, OK, user.preferences_changed",
        "RIGHTS, REFUSED, access.refused",
        "ADMIN_READ, OK, booking.read",
        "MASTER_KEY, OK, master-key.read"
    })
    void isKept(SecurityKind kind, SecurityOutcome outcome, String action) {
        assertThat(AccountableEvents.entry(event(kind, outcome)))
                .contains(new AuditEntry(
                        1,
                        ADMIN,
                        "admin",
                        "order-66",
                        action,
                        action.startsWith("session.") ? "session" : "booking",
                        BOOKING,
                        Map.of("route", "GET /v1/things", "code", "FORBIDDEN", "owner", "x")));
    }

    /** What succeeds is there by its fact; what a stranger brings about would fill it; what broke is for the log. */
    @ParameterizedTest
    @CsvSource({
        "PASSWORD_CHANGE, OK",
        "ACCESS_CHANGE, OK",
        "FORGETTING, OK",
        "REGISTRATION, OK",
        "REGISTRATION, REFUSED",
        "TOKEN, FORGED",
        "TOKEN, NONE",
        "RATE_LIMIT, ADDRESS",
        "LOG_IN, FAILED",
        "NODE, STARTED"
    })
    void isNotKept(SecurityKind kind, SecurityOutcome outcome) {
        assertThat(AccountableEvents.entry(event(kind, outcome))).isEmpty();
    }

    @Test
    void noAddressIsKept() {
        assertThat(AccountableEvents.entry(event(SecurityKind.LOG_IN, SecurityOutcome.WRONG))
                        .orElseThrow()
                        .toString())
                .doesNotContain("127.0.0.1");
    }

    private static SecurityEvent event(SecurityKind kind, SecurityOutcome outcome) {
        return new SecurityEvent(
                1,
                kind,
                outcome,
                new Who(ADMIN, "admin"),
                new Asked("order-66", "GET /v1/things", "FORBIDDEN", InetAddress.getLoopbackAddress()),
                new Thing("booking", BOOKING),
                Map.of("owner", "x"));
    }
}
