package io.evently;

import com.typesafe.config.Config;
import io.evently.crypto.JwtSecret;
import io.evently.event.Micros;
import io.evently.security.SecurityEvent;
import io.evently.security.SecurityEvent.Asked;
import io.evently.security.SecurityEvent.Thing;
import io.evently.security.SecurityEvent.Who;
import io.evently.security.SecurityKind;
import io.evently.security.SecurityOutcome;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What the security log is told of a node: that it starts, with the settings that matter for security, and that it ends. */
final class NodeEvents {

    private NodeEvents() {}

    static SecurityEvent started(Settings settings, Config config) {
        Config http = config.getConfig("evently.http");
        Map<String, String> facts = new TreeMap<>();
        facts.put("version", config.getString("evently.version"));
        facts.put("rateLimit", Boolean.toString(http.getBoolean("rate-limit")));
        facts.put(
                "trustedProxies",
                Boolean.toString(!http.getString("trusted-proxies").isBlank()));
        facts.put(
                "corsOrigins", Boolean.toString(!http.getString("cors-origins").isBlank()));
        facts.put("echoRoute", Boolean.toString(http.getBoolean("echo-route")));
        facts.put("clustered", Boolean.toString(settings.isClustered()));
        facts.put("embeddedDatabase", Boolean.toString(settings.usesEmbeddedServer()));
        facts.put("unsafeDatabaseAllowed", Boolean.toString(settings.allowUnsafeDatabase()));
        facts.put("masterKeyGiven", Boolean.toString(settings.masterKeyFile().isPresent()));
        facts.put(
                "tokenSecretsGiven",
                Integer.toString(
                        settings.jwtSecret().map(JwtSecret::of).map(List::size).orElse(0)));
        facts.put("tokenLifetimeSeconds", Long.toString(settings.tokenLifetime().toSeconds()));
        return of(SecurityKind.NODE, SecurityOutcome.STARTED, facts);
    }

    static SecurityEvent stopped() {
        return of(SecurityKind.NODE, SecurityOutcome.STOPPED, Map.of());
    }

    /** @param versions of the master key that it has read, the current one first */
    static SecurityEvent masterKeyRead(List<String> versions) {
        return of(
                SecurityKind.MASTER_KEY,
                SecurityOutcome.OK,
                Map.of("current", versions.get(0), "known", String.join(" ", versions)));
    }

    private static SecurityEvent of(SecurityKind kind, SecurityOutcome outcome, Map<String, String> facts) {
        return new SecurityEvent(Micros.of(Instant.now()), kind, outcome, Who.SYSTEM, Asked.NOTHING, Thing.NONE, facts);
    }
}
