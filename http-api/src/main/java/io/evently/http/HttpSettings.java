package io.evently.http;

import com.typesafe.config.Config;
import java.time.Duration;

/**
 * How the server listens: the section {@code evently.http} of the configuration, which explains each number.
 *
 * @param host address to listen on
 * @param port port to listen on; 0 takes a free one
 * @param rateLimit whether callers are limited
 * @param trustForwardedFor whether the last entry of {@code X-Forwarded-For} is the client's address
 * @param requestTimeout how long a handler may take before the caller is told to ask again
 * @param bodyTimeout how long a body may take to arrive
 * @param slowRequest from when on a successful request is logged at INFO
 * @param stopTimeout how long accepted requests may take to finish when the server stops
 */
public record HttpSettings(
        String host,
        int port,
        boolean rateLimit,
        boolean trustForwardedFor,
        Duration requestTimeout,
        Duration bodyTimeout,
        Duration slowRequest,
        Duration stopTimeout) {

    /** Reads the section {@code evently.http}. */
    public static HttpSettings of(Config config) {
        Config http = config.getConfig("evently.http");
        OpsSettings.of(config);
        return new HttpSettings(
                http.getString("host"),
                http.getInt("port"),
                http.getBoolean("rate-limit"),
                http.getBoolean("trust-forwarded-for"),
                http.getDuration("request-timeout"),
                http.getDuration("body-timeout"),
                http.getDuration("slow-request"),
                http.getDuration("stop-timeout"));
    }
}
