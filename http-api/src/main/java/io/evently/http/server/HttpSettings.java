package io.evently.http.server;

import com.typesafe.config.Config;
import io.evently.database.StartupRefused;
import java.time.Duration;

/**
 * How the server listens: the section {@code evently.http} of the configuration, which explains each number.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param rateLimit whether callers are limited
 * @param trustedProxies whose {@code X-Forwarded-For} is believed
 * @param cors which other origins' pages may read answers
 * @param hstsMaxAge how long browsers are to come by TLS only; zero says nothing
 * @param requestTimeout how long a handler may take before the caller is told to ask again
 * @param bodyTimeout how long a body may take to arrive
 * @param slowRequest from when on a successful request is logged at INFO
 * @param stopTimeout how long accepted requests may take to finish when the server stops
 */
public record HttpSettings(
        String host,
        int port,
        boolean rateLimit,
        TrustedProxies trustedProxies,
        Cors cors,
        Duration hstsMaxAge,
        Duration requestTimeout,
        Duration bodyTimeout,
        Duration slowRequest,
        Duration stopTimeout) {

    /**
     * Reads the section {@code evently.http}.
     *
     * @throws StartupRefused with a sentence for the operator
     */
    public static HttpSettings of(Config config) {
        Config http = config.getConfig("evently.http");
        nothingOldMustBeSet(http);
        return new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getBoolean("rate-limit"),
                TrustedProxies.of(http.getString("trusted-proxies")),
                Cors.of(http.getString("cors-origins")),
                http.getDuration("hsts-max-age"),
                http.getDuration("request-timeout"),
                http.getDuration("body-timeout"),
                http.getDuration("slow-request"),
                http.getDuration("stop-timeout"));
    }

    /** Passed over in silence, it would make one caller of all who come through the proxy. */
    private static void nothingOldMustBeSet(Config http) {
        String trust = http.getString("trust-forwarded-for");
        if (!trust.isEmpty() && !trust.equals("off")) {
            throw new StartupRefused("EVENTLY_TRUST_FORWARDED_FOR is no more: anybody who reached the port could write"
                    + " the header. Name your proxies' networks in EVENTLY_TRUSTED_PROXIES instead.");
        }
    }
}
